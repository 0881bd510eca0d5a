import { inTurn } from '../../core/in-turn.ts';
import type { KeyedElement } from '../../core/key-ports.ts';

/** What Shaka sees of the element's MediaKeys, and does with them. */
export interface ElementKeys<Keys> {
  /** Those that this Shaka has put on: where it finds some it sets none, and others may have left theirs. */
  readonly mediaKeys: Keys | null;
  /** As the element's own method, in its turn. @see https://www.w3.org/TR/encrypted-media-2/#dom-htmlmediaelement-setmediakeys */
  readonly setMediaKeys: (keys: Keys | null) => Promise<void>;
  /** Takes off what this Shaka has put on; it puts nothing on from here on. To be called when its source is off, and no other on. */
  release(): void;
}

export function keysOf<Keys>(element: KeyedElement<Keys>): ElementKeys<Keys> {
  let own: Keys | null = null;
  let isReleased = false;
  return {
    get mediaKeys() {
      return element.mediaKeys === own ? own : null;
    },
    setMediaKeys: (keys) => {
      if (isReleased) return Promise.resolve();
      own = keys;
      return inTurn(element, () => (isReleased ? Promise.resolve() : element.setMediaKeys(keys)));
    },
    release: () => {
      isReleased = true;
      if (!own) return;
      // Refused where another source has come meanwhile: who needs the element without keys calls `takeKeysOff`.
      inTurn(element, () => element.setMediaKeys(null)).catch(() => undefined);
    },
  };
}

/**
 * Takes off what others have left on the element: another engine, which ends in its own time, or the app. While a source is at
 * work, Chromium 156 neither takes keys off nor puts others in their place.
 * @throws DOMException of `setMediaKeys`
 */
export async function takeKeysOff<Keys>(element: KeyedElement<Keys>): Promise<void> {
  await inTurn(element, async () => {
    if (element.mediaKeys) await element.setMediaKeys(null);
  });
}
