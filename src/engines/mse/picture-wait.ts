import type { Scope } from '../../core/scope.ts';
import { restOfRangeSec } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';

/**
 * How long a first picture is waited for once its media is there, unless less than a second of that lies ahead: 30 ms are usual in
 * Chromium, 300 on a processor ten times slower. In a page that is not seen none comes.
 */
const PICTURE_MS = 500;
const ENOUGH_AHEAD_SEC = 1;

/** Holds up what comes later, so that the first picture has the processor for itself. */
export class PictureWait {
  readonly #scope: Scope;
  readonly #onOver: () => void;
  #isOver = false;

  constructor(firstFrame: Promise<void>, scope: Scope, onOver: () => void) {
    this.#scope = scope;
    this.#onOver = onOver;
    void firstFrame.then(() => {
      this.#end();
    });
  }

  /** The first picture is about to be shown: its media is there. */
  isDue(buffered: readonly TimeRange[], playheadSec: number): boolean {
    return !this.#isOver && restOfRangeSec(buffered, playheadSec) > ENOUGH_AHEAD_SEC;
  }

  /** From now on it is waited for so long. */
  limit(): void {
    this.#scope.timer(() => {
      this.#end();
    }, PICTURE_MS);
  }

  #end(): void {
    this.#isOver = true;
    this.#onOver();
  }
}
