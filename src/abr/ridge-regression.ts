/** What a regression holds to before it has seen anything, and how firmly: as if that had been seen so often. */
export interface RegressionPrior {
  readonly weights: readonly number[];
  readonly sureness: readonly number[];
}

/**
 * Learns which weights of some features foretell a number, from one example after the other; older ones count less, and
 * what is forgotten gives way to the prior.
 * @see Hoerl and Kennard, Ridge Regression, Technometrics 12 (1970)
 */
export class RidgeRegression {
  readonly #prior: RegressionPrior;
  readonly #kept: number;
  /** Row by row, and the right side, of the equations that the weights solve. */
  readonly #rows: Float64Array[];

  /** `kept`: how much of an example is left with each one after it, from 0 to 1. */
  constructor(prior: RegressionPrior, kept: number) {
    this.#prior = prior;
    this.#kept = kept;
    const count = prior.weights.length;
    this.#rows = prior.weights.map((weight, row) => {
      const sureness = prior.sureness[row] ?? 0;
      const equation = new Float64Array(count + 1);
      equation[row] = sureness;
      equation[count] = sureness * weight;
      return equation;
    });
  }

  learn(features: readonly number[], target: number): void {
    const values = [...features, target];
    this.#rows.forEach((equation, row) => {
      const sureness = (1 - this.#kept) * (this.#prior.sureness[row] ?? 0);
      values.forEach((value, column) => {
        equation[column] = this.#kept * (equation[column] ?? 0) + (features[row] ?? 0) * value;
      });
      equation[row] = (equation[row] ?? 0) + sureness;
      const right = values.length - 1;
      equation[right] = (equation[right] ?? 0) + sureness * (this.#prior.weights[row] ?? 0);
    });
  }

  /** By elimination: the matrix is positive definite, so that no pivot is 0. */
  weights(): readonly number[] {
    const rows = this.#rows.map((equation) => equation.slice());
    const count = rows.length;
    rows.forEach((pivot, at) => {
      for (const below of rows.slice(at + 1)) subtract(below, pivot, (below[at] ?? 0) / (pivot[at] ?? 1), at);
    });
    const weights = new Array<number>(count).fill(0);
    for (let at = count - 1; at >= 0; at -= 1) {
      const row = rows[at];
      let rest = row?.[count] ?? 0;
      for (let column = at + 1; column < count; column += 1)
        rest -= (row?.[column] ?? 0) * (weights[column] ?? 0);
      weights[at] = rest / (row?.[at] ?? 1);
    }
    return weights;
  }
}

function subtract(from: Float64Array, row: Float64Array, times: number, firstColumn: number): void {
  for (let column = firstColumn; column < from.length; column += 1)
    from[column] = (from[column] ?? 0) - times * (row[column] ?? 0);
}
