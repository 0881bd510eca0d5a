import type { TransferSample } from '../model/transfer-sample.ts';
import type { Link } from './read-link.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

/**
 * Ladders and goals that one session meets beside each other (periods, qualities, quirks of a buffer), each
 * for a steady link and for another.
 */
const MAX_TABLES = 4;

/**
 * Keeps what decisions in a row would reckon again: nothing in it changes what is decided. A table takes some milliseconds
 * to make, and 60 kB.
 */
export class DecideMemory {
  readonly #tables = new Map<string, ValueTable>();
  #samples: readonly TransferSample[] | null = null;
  #basis = '';
  #link: Link | null = null;

  tableFor(setting: PlanSetting): ValueTable {
    const { bitratesBps, segmentSec, bufferMaxSec, stallCost, switchCost, isSteady } = setting;
    const key = `${bitratesBps.join()} ${segmentSec} ${bufferMaxSec} ${stallCost} ${switchCost} ${isSteady}`;
    const table = this.#tables.get(key) ?? new ValueTable(setting);
    this.#tables.delete(key);
    this.#tables.set(key, table); // the last one is the one used last
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size <= MAX_TABLES) break;
      this.#tables.delete(oldest);
    }
    return table;
  }

  /** Whether no later decision has anything left to make, as far as that is known. */
  get isReady(): boolean {
    return [...this.#tables.values()].every((table) => table.isReady);
  }

  /** Does a part of what a later decision would have to do at once. */
  prepare(): void {
    for (const table of this.#tables.values()) if (table.prepare()) return;
  }

  /** What the same samples said the last time on the same basis, else what `read` says of them. */
  linkFor(samples: readonly TransferSample[], basis: string, read: () => Link): Link {
    const isSame = samples === this.#samples && basis === this.#basis && samples.length > 0;
    if (this.#link === null || !isSame) this.#link = read();
    this.#samples = samples;
    this.#basis = basis;
    return this.#link;
  }
}
