/** What Shaka sees of the element's MediaKeys, and does with them. */
export interface ElementKeys {
  /** Those that this Shaka has put on: it sets none where it finds some, and the title before may have left its own. */
  readonly mediaKeys: MediaKeys | null;
  /** As the element's own method, behind what is under way. @see https://www.w3.org/TR/encrypted-media-2/#dom-htmlmediaelement-setmediakeys */
  readonly setMediaKeys: (keys: MediaKeys | null) => Promise<void>;
  /**
   * Takes keys off, and puts none on from here on. Chromium 156 does so only while no source is at work: call it between
   * the last source and the next.
   */
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
      if (!own && !element.mediaKeys) return;
      // Where a source is at work again, they stay until others take their place.
      inTurn(element, () => element.setMediaKeys(null)).catch(() => undefined);
    },
  };
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
