import type { MsePlatform } from '../core/media-ports.ts';

interface ManagedMediaSource extends MediaSource {
  readonly streaming: boolean;
}
interface MediaSourceClass {
  new (): MediaSource | ManagedMediaSource;
  isTypeSupported(mimeType: string): boolean;
}

/**
 * The browser's Media Source Extensions: MediaSource, or ManagedMediaSource where only that exists (iPhone).
 * @see https://www.w3.org/TR/media-source-2/#managedmediasource-interface
 */
export function createMsePlatform(): MsePlatform {
  const found = globalThis as { MediaSource?: MediaSourceClass; ManagedMediaSource?: MediaSourceClass };
  const Source = found.MediaSource ?? found.ManagedMediaSource;
  return {
    isSupported: typeof Source?.isTypeSupported === 'function',
    isTypeSupported: (mimeType) => Source?.isTypeSupported(mimeType) ?? false,
    attach(port) {
      if (!Source) throw new Error('attach() needs Media Source Extensions: ask isSupported first');
      const element = port as HTMLMediaElement;
      const mediaSource = new Source();
      const isManaged = 'streaming' in mediaSource;
      const wasRemoteDisabled = element.disableRemotePlayback;
      // A ManagedMediaSource never opens while the element may be sent to a remote device.
      if (isManaged) element.disableRemotePlayback = true;
      const objectUrl = URL.createObjectURL(mediaSource);
      element.src = objectUrl;
      return {
        mediaSource,
        isStreamingWanted: () => !isManaged || mediaSource.streaming,
        detach() {
          URL.revokeObjectURL(objectUrl);
          if (element.src !== objectUrl) return; // something else plays by now
          element.removeAttribute('src');
          element.load();
          if (isManaged) element.disableRemotePlayback = wasRemoteDisabled;
        },
      };
    },
  };
}
