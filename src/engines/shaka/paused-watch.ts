import { toTimeRanges } from '../../buffer/time-ranges.ts';
import type { Scope } from '../../core/scope.ts';
import type { EngineContext } from '../../engine/engine.ts';
import type { RequestResource } from '../../model/resource.ts';
import { decideRescue } from '../../playback/decide-rescue.ts';

type WatchContext = Pick<EngineContext, 'element' | 'clock' | 'emit'>;

export interface PausedWatchHost {
  /** False where a picture may be long in coming although nothing moves: a key, or a live segment, is waited for. */
  mustShowSoon(): boolean;
  /** The first picture does not come, and nothing is under way that could bring it. */
  onStuck(): void;
}

/** How often a playhead that waits is looked at. */
const LOOK_MS = 250;
/**
 * After 20 s in which nothing has moved there is no first picture to come. In looks and not in time: a page that sleeps
 * does not wait. A whole load takes 2 to 9 s where CDP throttles the processor to a twentieth (measured in Chromium).
 */
const MAX_LOOKS = 80;
/** HTMLMediaElement.readyState. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_METADATA = 1;

/**
 * Looks after a paused playhead that has no picture, before the first one and behind a seek. Shaka leaves it in a hole
 * until somebody plays, and nobody does who waits for the load.
 */
export class PausedWatch {
  readonly #context: WatchContext;
  readonly #scope: Scope;
  readonly #host: PausedWatchHost;
  /** How far Shaka has appended since the last seek, by kind: holes before it stay. */
  readonly #appendedUntilSec = new Map<string, number>();
  #hasShown = false;
  #positionSec = -1;
  #stillSinceMs = 0;
  #looks = 0;
  #cancelLook = (): void => undefined;

  constructor(context: WatchContext, scope: Scope, host: PausedWatchHost) {
    this.#context = context;
    this.#scope = scope;
    this.#host = host;
  }

  start(): void {
    const { element } = this.#context;
    const look = (): void => {
      this.#look();
    };
    for (const type of ['loadedmetadata', 'pause']) this.#scope.listen(element, type, look);
    this.#scope.listen(element, 'seeking', () => {
      this.#appendedUntilSec.clear();
      this.#looks = 0;
      this.#look();
    });
    this.#scope.listen(element, 'loadeddata', () => {
      this.#hasShown = true;
    });
  }

  /** The same, but as long as requests begin, bring bytes or end, something is on its way to a picture. */
  follow(request: RequestResource): RequestResource {
    const note = (): void => {
      this.#looks = 0;
    };
    return (resource) => {
      note();
      const { onData } = resource;
      // Who asks for no pieces gets the bytes at the end.
      const pieces = onData && {
        onData: (bytes: Uint8Array): void => {
          note();
          onData(bytes);
        },
      };
      const answer = request({ ...resource, ...pieces });
      answer.then(note, note);
      return answer;
    };
  }

  noteAppended(kind: unknown, endSec: number): void {
    if (kind !== 'video' && kind !== 'audio') return;
    this.#appendedUntilSec.set(kind, endSec);
    this.#looks = 0;
    this.#look();
  }

  #look(): void {
    this.#cancelLook();
    const { element, clock, emit } = this.#context;
    const { paused, ended, readyState, currentTime: positionSec } = element;
    const isWaiting = paused && !ended && readyState === HAVE_METADATA;
    const nowMs = clock.nowMs();
    if (!isWaiting || positionSec !== this.#positionSec) {
      this.#positionSec = positionSec;
      this.#stillSinceMs = nowMs;
    }
    if (!isWaiting) return;
    const rescue = decideRescue({
      positionSec,
      buffered: toTimeRanges(element.buffered),
      fetchedUntilSec: Math.min(...this.#appendedUntilSec.values()),
      shouldMove: true,
      stillMs: nowMs - this.#stillSinceMs,
      nudges: 0,
    });
    if (rescue.type === 'jump' && this.#appendedUntilSec.size > 0) {
      element.currentTime = rescue.toSec;
      emit({ type: 'gap-jumped', gap: rescue.gap });
    } else if (this.#isStuck()) {
      this.#host.onStuck();
      return;
    }
    this.#cancelLook = this.#scope.timer(() => {
      this.#looks++;
      this.#look();
    }, LOOK_MS);
  }

  #isStuck(): boolean {
    return !this.#hasShown && this.#looks >= MAX_LOOKS && this.#host.mustShowSoon();
  }
}
