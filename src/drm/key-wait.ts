import type { Clock } from '../core/clock.ts';
import type { ListenTarget, Scope } from '../core/scope.ts';

export interface KeyWaitHost {
  /** Whether a licence is on its way. */
  isComing(): boolean;
  /** Whether all keys are here, as far as is known which the media needs. */
  hasAllKeys(): boolean;
  /** Whether there is media to go on with at the playhead. */
  isFed(): boolean;
  /** Whether the media has told of what has not been asked for yet. */
  canAsk(): boolean;
  ask(): void;
  /** It has waited for long, and there is nobody left to ask. */
  onMissing(): void;
}

/** A picture goes on within so long once its key is here. */
const RESUME_MS = 1000;
/** One that stands in media for so long for a key that no licence has will not go on (as long as Shaka Player waits for a key to show). */
const MISSING_KEY_MS = 5000;
/** HTMLMediaElement.HAVE_FUTURE_DATA: what waits for a key goes on as long as there are frames that were decoded before. */
const HAVE_FUTURE_DATA = 3;

/**
 * Whether a picture stands for want of a key. A decoder says that it waits for one, and nobody says that it has got it: so what was said counts
 * as long as the element does not go on, and there is media for it, and a key that is not here.
 * @see https://www.w3.org/TR/encrypted-media-2/#dom-evt-waitingforkey
 */
export class KeyWait {
  readonly #element: ListenTarget & { readonly readyState: number };
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #host: KeyWaitHost;
  #isBlocked = false;
  #stuckSinceMs: number | null = null;
  #forgetLook: () => void = () => undefined;

  constructor(
    element: ListenTarget & { readonly readyState: number },
    clock: Clock,
    scope: Scope,
    host: KeyWaitHost,
  ) {
    this.#element = element;
    this.#clock = clock;
    this.#scope = scope;
    this.#host = host;
    scope.listen(element, 'waitingforkey', () => {
      this.#isBlocked = true;
      this.relieve();
    });
    for (const type of ['loadeddata', 'canplay', 'playing', 'emptied'])
      scope.listen(element, type, () => {
        this.#end();
      });
    // No second word need come where it waits elsewhere, too.
    scope.listen(element, 'seeking', () => {
      this.#stuckSinceMs = null;
    });
  }

  get isStuck(): boolean {
    return this.#isBlocked && this.#element.readyState < HAVE_FUTURE_DATA && this.#host.isFed();
  }

  /** A licence has come: if that was not all, the next one is seen to. */
  relieve(): void {
    if (!this.#isBlocked || this.#host.isComing()) return;
    this.#forgetLook();
    this.#forgetLook = this.#scope.timer(() => {
      this.#look();
      this.relieve();
    }, RESUME_MS);
  }

  #look(): void {
    const host = this.#host;
    const nowMs = this.#clock.nowMs();
    const [hasAllKeys, canAsk] = [host.hasAllKeys(), host.canAsk()];
    // Then, whatever it is, it is not that.
    if (hasAllKeys && (!canAsk || this.#element.readyState >= HAVE_FUTURE_DATA)) this.#end();
    else if (!this.isStuck) this.#stuckSinceMs = null;
    else {
      this.#stuckSinceMs ??= nowMs;
      const isLong = nowMs - this.#stuckSinceMs >= MISSING_KEY_MS;
      if (canAsk && (isLong || !hasAllKeys)) {
        this.#stuckSinceMs = null;
        host.ask();
      } else if (isLong) host.onMissing();
    }
  }

  #end(): void {
    this.#isBlocked = false;
    this.#stuckSinceMs = null;
    this.#forgetLook();
  }
}
