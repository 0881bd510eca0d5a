import { BUFFER_STEPS, mix } from './buffer-grid.ts';
import type { ValueTable } from './value-table.ts';

/** What is to be added to the values behind the next segment, on a link of such a throughput, by the buffer and the rung. */
export type SizesAhead = (logBps: number) => (bufferSec: number, rung: number) => number;

/** Reckoned at the throughput that is believed in, and at half and twice of it: between them it is interpolated. Nats. */
const APART_NATS = 0.7;
const SIDES = [-1, 0, 1];
/** Segments are as their rates declare where none of them is farther off than this. Nats. */
const ALIKE_NATS = 0.05;

/**
 * The table of values takes every segment for as large as its rate declares. Where the sizes of those behind the next one are known, this is
 * what they change: the best that can be made of them, less the best of as many of declared size, both on a link that stays as it is.
 * What else may become of it is in the table's values already. Null where they change nothing.
 * @param sizesBits of each of them, in each rung
 */
export function weighSizesAhead(
  sizesBits: readonly (readonly number[])[],
  table: ValueTable,
  segmentsLeft: number,
  logBps: number,
): SizesAhead | null {
  const known = sizesBits.slice(0, segmentsLeft);
  const isAlike = (bits: number, rung: number): boolean =>
    Math.abs(Math.log(bits / (table.declaredBits[rung] ?? 1))) < ALIKE_NATS;
  if (known.every((sizes) => sizes.every(isAlike))) return null;
  const sides = SIDES.map((side) => table.gainOfSizes(known, segmentsLeft, logBps + side * APART_NATS));
  return (meantLogBps) => {
    const place = Math.min(SIDES.length - 1, Math.max(0, (meantLogBps - logBps) / APART_NATS + 1));
    const low = Math.min(SIDES.length - 2, Math.floor(place));
    const [slower = [], faster = []] = sides.slice(low);
    return (bufferSec, rung) => {
      const from = rung * BUFFER_STEPS;
      return mix(
        table.grid.read(slower, from, bufferSec),
        table.grid.read(faster, from, bufferSec),
        place - low,
      );
    };
  };
}
