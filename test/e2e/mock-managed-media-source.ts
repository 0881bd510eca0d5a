declare global {
  interface Window {
    /** Says whether the mock browser wants data. */
    setStreaming?: (isWanted: boolean) => void;
  }
}

/**
 * Runs in the page: a ManagedMediaSource that is a MediaSource with `streaming`, its events, and nothing evicted by the
 * browser; MediaSource itself goes. It proves our side of the interface and says nothing of how Safari behaves.
 */
export function mockManagedMediaSource(): void {
  addEventListener('DOMContentLoaded', () => {
    const Original = MediaSource;
    class MockManagedMediaSource extends Original {
      streaming = true;
      constructor() {
        super();
        window.setStreaming = (isWanted) => {
          this.streaming = isWanted;
          this.dispatchEvent(new Event(isWanted ? 'startstreaming' : 'endstreaming'));
        };
      }
    }
    Object.defineProperty(globalThis, 'ManagedMediaSource', { value: MockManagedMediaSource });
    Reflect.deleteProperty(globalThis, 'MediaSource');
  });
}
