import type { Clock } from '../core/clock.ts';
import { inTurn } from '../core/in-turn.ts';
import type { KeyAccessPort, KeyedElement, MediaKeysPort } from '../core/key-ports.ts';
import type { ListenTarget } from '../core/scope.ts';
import { within } from '../core/within.ts';

type Element = KeyedElement & ListenTarget;

/** MediaKeys that all titles on an element use, one after the other and one beside the other: to put others on takes it without a source. */
interface Shared {
  readonly name: string;
  readonly robustness: string;
  readonly keys: Promise<MediaKeysPort>;
  users: number;
}

/** A browser that does not make them within so long, or does not put them on, is not waited for: others may have their turn. */
const ANSWER_MS = 5000;

/** An element has one place for keys, whichever players and titles follow one another on it: so this, too, is the page's. */
const sharedKeys = new WeakMap<Element, Shared>();

/** One title's part in an element's MediaKeys. */
export interface KeysShare {
  readonly keys: MediaKeysPort;
  /** Has the element decrypt with them. @throws DOMException of `setMediaKeys` */
  putOn(): Promise<void>;
  /** They are broken: no other title gets them. */
  discard(): void;
  /** Who is the last takes them off, as soon as no source is at work. */
  release(): void;
}

/** @throws DOMException of `createMediaKeys` */
export async function shareKeys(element: Element, access: KeyAccessPort, clock: Clock): Promise<KeysShare> {
  const name = access.keySystem;
  const robustness = robustnessOf(access);
  const known = sharedKeys.get(element);
  const isAlike = known?.name === name && known.robustness === robustness;
  const shared = isAlike ? known : { name, robustness, keys: access.createMediaKeys(), users: 0 };
  sharedKeys.set(element, shared);
  shared.users += 1;
  const discard = (): void => {
    if (sharedKeys.get(element) === shared) sharedKeys.delete(element);
  };
  try {
    const keys = await within(shared.keys, ANSWER_MS, clock, 'keys object');
    return {
      ...{ keys, discard },
      putOn: () =>
        inTurn(element, async () => {
          if (element.mediaKeys === keys) return;
          await within(element.setMediaKeys(keys), ANSWER_MS, clock, 'answer of setMediaKeys');
        }),
      release: () => {
        shared.users -= 1;
        takeOff(element, shared, keys);
      },
    };
  } catch (error) {
    shared.users -= 1;
    discard(); // it may yet come, but a new one may come sooner
    throw error;
  }
}

/** Of the picture, where it is locked. What else a configuration names, codecs and schemes, is no matter of the keys. */
function robustnessOf(access: KeyAccessPort): string {
  const { videoCapabilities = [], audioCapabilities = [] } = access.getConfiguration();
  const levels = videoCapabilities.length > 0 ? videoCapabilities : audioCapabilities;
  return [...new Set(levels.map(({ robustness }) => robustness))].sort().join();
}

function takeOff(element: Element, shared: Shared, keys: MediaKeysPort): void {
  inTurn(element, async () => {
    if (shared.users > 0) return;
    if (element.mediaKeys === keys) await element.setMediaKeys(null);
    if (shared.users === 0 && sharedKeys.get(element) === shared) sharedKeys.delete(element);
  }).catch(() => {
    // Refused: another source is at work by now.
    const again = (): void => {
      element.removeEventListener('emptied', again);
      takeOff(element, shared, keys);
    };
    element.addEventListener('emptied', again);
  });
}
