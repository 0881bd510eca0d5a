import type { FrameWatch, SeenFrame } from './frame-watch.ts';

/** What a viewer met. */
export interface Viewed {
  /** Times that the picture stood, and for how long in all. */
  readonly stalls: number;
  readonly stalledMs: number;
  /** Lines of the picture 10 s into the title; null where it has not come so far. */
  readonly heightAt10s: number | null;
  /** Mean of the lines over the media shown; null where none was. */
  readonly meanHeight: number | null;
}

/** A picture that stands so long has stalled: frames come every 40 ms, and a busy machine drops some. */
const STALL_MS = 250;
const NOTED_SEC = 10;

/** Looks at every frame from its making on. */
export class ViewingLog {
  readonly #frames: FrameWatch;
  #lastMs = performance.now();
  #lastSec: number;
  #stalls = 0;
  #stalledMs = 0;
  #shownSec = 0;
  #lineSecs = 0;
  #notedHeight: number | null = null;

  constructor(frames: FrameWatch, positionSec: number) {
    this.#frames = frames;
    this.#lastSec = positionSec;
    this.#awaitNext();
  }

  read(): Viewed {
    this.#pass(performance.now());
    return {
      stalls: this.#stalls,
      stalledMs: this.#stalledMs,
      heightAt10s: this.#notedHeight,
      meanHeight: this.#shownSec > 0 ? this.#lineSecs / this.#shownSec : null,
    };
  }

  #awaitNext(): void {
    void this.#frames
      .until(() => true)
      .then((frame) => {
        this.#see(frame);
        this.#awaitNext();
      });
  }

  #see({ atMs, mediaSec, height }: SeenFrame): void {
    // What was jumped over was not shown.
    const shownSec = Math.min((atMs - this.#lastMs) / 1000, Math.max(0, mediaSec - this.#lastSec));
    this.#pass(atMs);
    this.#shownSec += shownSec;
    this.#lineSecs += shownSec * height;
    this.#lastSec = mediaSec;
    if (mediaSec >= NOTED_SEC) this.#notedHeight ??= height;
  }

  #pass(atMs: number): void {
    const stoodMs = atMs - this.#lastMs;
    this.#lastMs = atMs;
    if (stoodMs < STALL_MS) return;
    this.#stalls += 1;
    this.#stalledMs += stoodMs;
  }
}
