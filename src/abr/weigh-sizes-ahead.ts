import { allowChanges } from './allow-changes.ts';
import { BUFFER_STEPS, mix } from './buffer-grid.ts';
import { COMMON_LATENCY_SEC, type ValueTable } from './value-table.ts';

/** Bits of segments one after the other, of each in each rung. */
type Sizes = readonly (readonly number[])[];

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
  sizesBits: Sizes,
  table: ValueTable,
  segmentsLeft: number,
  logBps: number,
): SizesAhead | null {
  const known = sizesBits.slice(0, segmentsLeft);
  const isAlike = (bits: number, rung: number): boolean =>
    Math.abs(Math.log(bits / (table.declaredBits[rung] ?? 1))) < ALIKE_NATS;
  if (known.every((sizes) => sizes.every(isAlike))) return null;
  const sides = SIDES.map((side) => gainOfSizes(known, table, segmentsLeft, logBps + side * APART_NATS));
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

/**
 * How much more the first of so many segments to come are worth in these sizes than in those declared, on a link that stays as it is: in each
 * rung that was played before, at each step of the buffer.
 */
function gainOfSizes(
  sizesBits: Sizes,
  table: ValueTable,
  segmentsLeft: number,
  logBps: number,
): Float64Array {
  const atEnd = table.valuesAt(segmentsLeft - sizesBits.length, logBps);
  const declared = sizesBits.map(() => table.declaredBits);
  const gain = worthOfSizes(sizesBits, table, logBps, atEnd);
  const asDeclared = worthOfSizes(declared, table, logBps, atEnd);
  for (let at = 0; at < gain.length; at += 1) gain[at] = (gain[at] ?? 0) - (asDeclared[at] ?? 0);
  return gain;
}

/** What segments of these sizes are worth, with what is worth `atEnd` behind them. */
function worthOfSizes(
  sizesBits: Sizes,
  table: ValueTable,
  logBps: number,
  atEnd: Float64Array,
): Float64Array {
  const { qualities, switchCost } = table.setting;
  const bps = Math.exp(logBps);
  let later = atEnd.slice();
  let worth = new Float64Array(atEnd.length);
  for (let place = sizesBits.length - 1; place >= 0; place -= 1) {
    for (let rung = 0; rung < qualities.length; rung += 1) {
      const tookSec = COMMON_LATENCY_SEC + (sizesBits[place]?.[rung] ?? 0) / bps;
      const from = rung * BUFFER_STEPS;
      table.behindTransfer(tookSec, later, from, worth);
      for (let at = from; at < from + BUFFER_STEPS; at += 1)
        worth[at] = (worth[at] ?? 0) + (qualities[rung] ?? 0);
    }
    allowChanges(worth, qualities, switchCost);
    [later, worth] = [worth, later];
  }
  return later;
}
