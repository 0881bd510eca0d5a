/** Steps of the buffer at which values are kept, denser where it is low. */
export const BUFFER_STEPS = 10;
const BUFFER_CURVE = 1.6;

/** Where a buffer lies between the steps, from empty to full. */
export class BufferGrid {
  /** Seconds of media at each step. */
  readonly sec: Float64Array;

  constructor(bufferMaxSec: number) {
    this.sec = Float64Array.from(
      { length: BUFFER_STEPS },
      (_, step) => bufferMaxSec * (step / (BUFFER_STEPS - 1)) ** BUFFER_CURVE,
    );
  }

  /** The last step, from one that is not behind it on, that a buffer reaches and that has another behind it. */
  step(bufferSec: number, from: number): number {
    let step = from;
    while (step < BUFFER_STEPS - 2 && (this.sec[step + 1] ?? 0) <= bufferSec) step += 1;
    return step;
  }

  /** How much of the way to the next step a buffer is behind this one. */
  share(step: number, bufferSec: number): number {
    const low = this.sec[step] ?? 0;
    return Math.min(1, Math.max(0, (bufferSec - low) / ((this.sec[step + 1] ?? 0) - low)));
  }

  /** What values that are given at the steps, from a place on, are at a buffer. */
  read(values: ArrayLike<number>, from: number, bufferSec: number): number {
    const step = this.step(bufferSec, 0);
    return mix(values[from + step] ?? 0, values[from + step + 1] ?? 0, this.share(step, bufferSec));
  }
}

export function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
