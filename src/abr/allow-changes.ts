import { BUFFER_STEPS } from './buffer-grid.ts';

/**
 * From what a segment in each rung is worth, at each step of the buffer, to what it is worth to have played each rung before: the best of
 * them, less the change. The cost of a change adds up along the ladder, so that one pass up and one down find it. In place.
 */
export function allowChanges(values: Float64Array, qualities: readonly number[], switchCost: number): void {
  const pass = (rung: number, from: number): void => {
    const cost = switchCost * Math.abs((qualities[rung] ?? 0) - (qualities[from] ?? 0));
    for (let step = 0; step < BUFFER_STEPS; step += 1) {
      const at = rung * BUFFER_STEPS + step;
      values[at] = Math.max(values[at] ?? 0, (values[from * BUFFER_STEPS + step] ?? 0) - cost);
    }
  };
  for (let rung = 1; rung < qualities.length; rung += 1) pass(rung, rung - 1);
  for (let rung = qualities.length - 2; rung >= 0; rung -= 1) pass(rung, rung + 1);
}
