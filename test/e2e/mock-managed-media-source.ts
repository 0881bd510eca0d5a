declare global {
  interface Window {
    /** Says whether the mock browser wants data. */
    setStreaming?: (isWanted: boolean) => void;
    /** Throws media out of all buffers, as the browser may; resolves when it is gone. */
    evict?: (startSec: number, endSec: number) => Promise<void>;
  }
}

/**
 * Runs in the page: a ManagedMediaSource that is a MediaSource with `streaming`, its events, and what the test has it evict;
 * MediaSource itself goes. It proves our side of the interface and says nothing of how Safari behaves.
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
        window.evict = async (startSec, endSec) => {
          await Promise.all(Array.from(this.sourceBuffers, (buffer) => evictFrom(buffer, startSec, endSec)));
        };
      }
    }
    /** Behind the player's own work: a buffer takes no other meanwhile. */
    const evictFrom = async (buffer: SourceBuffer, startSec: number, endSec: number): Promise<void> => {
      while (buffer.updating)
        await new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }));
      buffer.remove(startSec, endSec);
      await new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }));
      const removedRanges = { length: 1, start: () => startSec, end: () => endSec };
      buffer.dispatchEvent(Object.assign(new Event('bufferedchange'), { removedRanges }));
    };
    Object.defineProperty(globalThis, 'ManagedMediaSource', { value: MockManagedMediaSource });
    Reflect.deleteProperty(globalThis, 'MediaSource');
  });
}
