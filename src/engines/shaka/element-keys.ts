/** What Shaka sees of the element's MediaKeys, and does with them. */
export interface ElementKeys {
  /** Those that this Shaka has put on: where it finds some it sets none, and others may have left theirs. */
  readonly mediaKeys: MediaKeys | null;
  /** As the element's own method, in its turn. @see https://www.w3.org/TR/encrypted-media-2/#dom-htmlmediaelement-setmediakeys */
  readonly setMediaKeys: (keys: MediaKeys | null) => Promise<void>;
  /** Takes off what this Shaka has put on; it puts nothing on from here on. To be called when its source is off, and no other on. */
  release(): void;
}

/** Elements that keys are being put on or taken off: the browser refuses others meanwhile. */
const settingKeys = new WeakMap<HTMLMediaElement, Promise<void>>();

export function keysOf(element: HTMLMediaElement): ElementKeys {
  let own: MediaKeys | null = null;
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
export async function takeKeysOff(element: HTMLMediaElement): Promise<void> {
  await settingKeys.get(element);
  if (element.mediaKeys) await inTurn(element, () => element.setMediaKeys(null));
}

/** Calls at once where nothing is under way. */
function inTurn(element: HTMLMediaElement, run: () => Promise<void>): Promise<void> {
  const answer = settingKeys.get(element)?.then(run) ?? run();
  const settled = answer
    .catch(() => undefined) // whoever has asked meets it
    .then(() => {
      if (settingKeys.get(element) === settled) settingKeys.delete(element);
    });
  settingKeys.set(element, settled);
  return answer;
}
