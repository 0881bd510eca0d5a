import type { DecodingAbility, DeviceInfo } from '../core/device-info.ts';

/**
 * `navigator.mediaCapabilities` (Chrome 66; not on most televisions) and the Page Visibility API.
 * @see https://www.w3.org/TR/media-capabilities/#dom-mediacapabilities-decodinginfo
 */
export function createBrowserDeviceInfo(): Omit<DeviceInfo, 'savesUnseen'> {
  const { mediaCapabilities } = navigator as { readonly mediaCapabilities?: MediaCapabilities };
  /** What the browser has said; null: it has not answered. By what it was asked. */
  const answers = new Map<string, DecodingAbility | null>();
  return {
    decoding(video) {
      const key = JSON.stringify(video);
      const known = answers.get(key);
      if (known === undefined && mediaCapabilities) {
        answers.set(key, null);
        // In a task of its own: asking takes 2 ms the first time, for which a start's first request would wait.
        setTimeout(() => {
          mediaCapabilities.decodingInfo({ type: 'media-source', video }).then(
            (answer) => answers.set(key, answer),
            () => undefined, // it cannot read the codec: no answer
          );
        });
      }
      return known ?? null;
    },
    isHidden: () => document.hidden,
  };
}
