import type { TransferSample } from '../model/transfer-sample.ts';
import type { Link } from './read-link.ts';

/** Keeps what decisions in a row would read anew from the same transfers: it changes nothing of what is decided. */
export class LinkMemory {
  #samples: readonly TransferSample[] | null = null;
  #basis = '';
  #link: Link | null = null;

  /** What the same samples said the last time on the same basis, else what `read` says of them. */
  linkFor(samples: readonly TransferSample[], basis: string, read: () => Link): Link {
    const isSame = samples === this.#samples && basis === this.#basis && samples.length > 0;
    if (this.#link === null || !isSame) this.#link = read();
    this.#samples = samples;
    this.#basis = basis;
    return this.#link;
  }
}
