import type { TransferSample } from '../model/transfer-sample.ts';

/** All that a reading rests on beside the transfers. */
type Basis = readonly (string | number | null | undefined)[];

/** Keeps what decisions in a row would read anew from the same transfers: it changes nothing of what is decided. */
export class SamplesMemory<Reading> {
  #samples: readonly TransferSample[] | null = null;
  #basis: Basis = [];
  #reading: Reading | null = null;

  /** What the same transfers said the last time on the same basis, else what `read` says of them. */
  recall(samples: readonly TransferSample[], basis: Basis, read: () => Reading): Reading {
    const isSame = samples === this.#samples && samples.length > 0 && isAlike(basis, this.#basis);
    if (this.#reading === null || !isSame) this.#reading = read();
    this.#samples = samples;
    this.#basis = basis;
    return this.#reading;
  }
}

function isAlike(one: Basis, other: Basis): boolean {
  return one.length === other.length && one.every((part, place) => Object.is(part, other[place]));
}
