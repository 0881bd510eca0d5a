import { keysOf } from './element-keys.ts';
import { LentListeners, type TellSeek } from './lent-listeners.ts';

/** A media element for Shaka's use, which can be taken from it at once. */
export interface ElementStandIn {
  /**
   * Its `readyState` stays HAVE_NOTHING until `loadedmetadata` is told. Where Shaka appends media that begins late, it
   * moves the playhead there: by itself once there is metadata, else at that event. In between, when readyState is ahead of
   * the event, Shaka 5.2.12 does both, and the event's move goes back to the old place, where nothing is and nothing comes.
   */
  readonly element: HTMLMediaElement;
  /**
   * From here on Shaka reaches the element no more: its listeners, its source and its keys are off it. Shaka ends in tasks of its
   * own, and clears the element's source in one of them, when another engine may have put its own there.
   */
  release(): void;
}

/** What changes the element, or brings something back from it later. */
const DEEDS: readonly PropertyKey[] = [
  'addTextTrack',
  'appendChild',
  'fastSeek',
  'insertBefore',
  'load',
  'pause',
  'play',
  'removeAttribute',
  'removeChild',
  'requestVideoFrameCallback',
  'setAttribute',
];

/** HTMLMediaElement.readyState. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_NOTHING = 0;

type Method = (...args: unknown[]) => unknown;

/** `tellSeek`: Shaka hears of a seek when this calls. */
export function standInFor(element: HTMLMediaElement, tellSeek: TellSeek): ElementStandIn {
  const listeners = new LentListeners(element, tellSeek);
  let sourceUrl: string | null = null;
  let isReleased = false;
  const keys = keysOf(element);
  let hasMetadata = false;
  // Before Shaka's own: it finds the readyState that the event tells.
  const onMetadata = (): void => {
    hasMetadata = true;
  };
  element.addEventListener('loadedmetadata', onMetadata);

  const standIn = new Proxy(element, {
    get: (target, name) => {
      if (name === 'addEventListener') return listeners.add;
      if (name === 'removeEventListener') return listeners.remove;
      if (name === 'readyState' && !hasMetadata) return HAVE_NOTHING;
      if ((name === 'mediaKeys' || name === 'setMediaKeys') && name in target) return keys[name];
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return (...args: unknown[]): unknown => {
        if (isReleased && DEEDS.includes(name)) return Promise.resolve();
        const answer = (value as Method).apply(target, args);
        // The next engine's source has the browser reject it.
        if (name === 'play') Promise.resolve(answer).catch(() => undefined); // Shaka does not look at it everywhere
        return answer;
      };
    },
    set: (target, name, value) => {
      const isSource = name === 'src' && typeof value === 'string';
      if (isReleased) {
        if (isSource) URL.revokeObjectURL(value); // Shaka recovers from the source that it has lost
        return true;
      }
      if (isSource) {
        sourceUrl = value;
        hasMetadata = false;
      }
      return Reflect.set(target, name, value, target);
    },
  });
  return {
    element: standIn,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      element.removeEventListener('loadedmetadata', onMetadata);
      listeners.close();
      if (sourceUrl !== null) takeSourceOff(element, sourceUrl);
      keys.release();
    },
  };
}

function takeSourceOff(element: HTMLMediaElement, url: string): void {
  URL.revokeObjectURL(url); // Shaka does so when the source opens, which it now may never do
  element.removeAttribute('src');
  element.load();
}
