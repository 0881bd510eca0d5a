/** A stretch of constant rate. */
export interface TraceStep {
  readonly durationSec: number;
  readonly bps: number;
}

/** What a network gives over time, played in a loop. Times are seconds from the start, amounts are bits. */
export class LinkTrace {
  readonly id: string;
  readonly steps: readonly TraceStep[];
  readonly cycleSec: number;
  readonly cycleBits: number;
  /** Where each step begins, and one more: where the last ends. */
  readonly #startSec: Float64Array;
  /** How much has come when each step begins. */
  readonly #startBits: Float64Array;
  readonly #bps: Float64Array;

  /** @throws RangeError where no bit would ever come */
  constructor(id: string, steps: readonly TraceStep[]) {
    const used = steps.filter(({ durationSec }) => durationSec > 0);
    this.id = id;
    this.steps = used;
    this.#bps = Float64Array.from(used, ({ bps }) => bps);
    this.#startSec = new Float64Array(used.length + 1);
    this.#startBits = new Float64Array(used.length + 1);
    used.forEach(({ durationSec, bps }, position) => {
      this.#startSec[position + 1] = at(this.#startSec, position) + durationSec;
      this.#startBits[position + 1] = at(this.#startBits, position) + durationSec * bps;
    });
    this.cycleSec = at(this.#startSec, used.length);
    this.cycleBits = at(this.#startBits, used.length);
    if (!(this.cycleBits > 0)) throw new RangeError(`trace ${id}: no bit ever comes`);
  }

  /** Bits that have come by a time. */
  bitsAt(sec: number): number {
    const cycles = Math.floor(sec / this.cycleSec);
    const restSec = sec - cycles * this.cycleSec;
    const step = lastNotAbove(this.#startSec, restSec);
    const within = (restSec - at(this.#startSec, step)) * at(this.#bps, step);
    return cycles * this.cycleBits + at(this.#startBits, step) + within;
  }

  /** The first time by which so many bits have come. */
  secAt(bits: number): number {
    const cycles = Math.max(0, Math.ceil(bits / this.cycleBits) - 1);
    const restBits = bits - cycles * this.cycleBits;
    const step = lastBelow(this.#startBits, restBits);
    const bps = at(this.#bps, step);
    const within = bps > 0 ? (restBits - at(this.#startBits, step)) / bps : 0;
    return cycles * this.cycleSec + at(this.#startSec, step) + within;
  }
}

function at(values: Float64Array, position: number): number {
  return values[position] ?? 0;
}

/** Position of the last step that begins at or before a value. */
function lastNotAbove(starts: Float64Array, value: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(starts, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Position of the last step that begins before a value, so that a step without bits is never the one. */
function lastBelow(starts: Float64Array, value: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(starts, middle) < value) low = middle;
    else high = middle - 1;
  }
  return low;
}
