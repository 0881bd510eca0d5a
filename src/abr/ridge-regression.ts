/** What a regression holds to before it has seen anything, and how firmly: as squares of its features, summed up. */
export interface RegressionPrior {
  readonly weights: readonly number[];
  readonly sureness: readonly number[];
}

/**
 * Learns which weights of some features foretell a number, from one example after the other; older ones count less, and
 * what is forgotten gives way to the prior. It is asked for its weights after each transfer, by a slow TV, too: so all is in flat
 * arrays that are made once.
 * @see Hoerl and Kennard, Ridge Regression, Technometrics 12 (1970)
 */
export class RidgeRegression {
  readonly #prior: RegressionPrior;
  readonly #kept: number;
  readonly #count: number;
  /** The equations that the weights solve, row by row, each with its right side behind it. */
  readonly #equations: Float64Array;
  readonly #scratch: Float64Array;

  /** `kept`: how much of an example is left with each one after it, from 0 to 1. */
  constructor(prior: RegressionPrior, kept: number) {
    this.#prior = prior;
    this.#kept = kept;
    this.#count = prior.weights.length;
    this.#equations = new Float64Array(this.#count * (this.#count + 1));
    this.#scratch = this.#equations.slice();
    this.#addPrior(1);
  }

  /** `features`: as many as the prior has weights. */
  learn(features: readonly number[], target: number): void {
    const values = [...features, target];
    let at = 0;
    for (const feature of features)
      for (const value of values) {
        this.#equations[at] = this.#kept * (this.#equations[at] ?? 0) + feature * value;
        at += 1;
      }
    this.#addPrior(1 - this.#kept);
  }

  /** By elimination: the matrix is positive definite, so that no pivot is 0. */
  weights(): readonly number[] {
    const rows = this.#scratch;
    rows.set(this.#equations);
    for (let pivot = 0; pivot < this.#count; pivot += 1)
      for (let row = pivot + 1; row < this.#count; row += 1) this.#subtract(rows, row, pivot);
    const weights = new Array<number>(this.#count).fill(0);
    for (let row = this.#count - 1; row >= 0; row -= 1) {
      const from = row * (this.#count + 1);
      let rest = rows[from + this.#count] ?? 0;
      for (let column = row + 1; column < this.#count; column += 1)
        rest -= (rows[from + column] ?? 0) * (weights[column] ?? 0);
      weights[row] = rest / (rows[from + row] ?? 1);
    }
    return weights;
  }

  #addPrior(share: number): void {
    const { weights, sureness } = this.#prior;
    weights.forEach((weight, row) => {
      const from = row * (this.#count + 1);
      const sure = share * (sureness[row] ?? 0);
      this.#add(from + row, sure);
      this.#add(from + this.#count, sure * weight);
    });
  }

  #add(at: number, value: number): void {
    this.#equations[at] = (this.#equations[at] ?? 0) + value;
  }

  /** As many times a row above as leaves nothing in its column. */
  #subtract(rows: Float64Array, row: number, pivot: number): void {
    const width = this.#count + 1;
    const [to, from] = [row * width, pivot * width];
    const times = (rows[to + pivot] ?? 0) / (rows[from + pivot] ?? 1);
    for (let column = pivot; column < width; column += 1)
      rows[to + column] = (rows[to + column] ?? 0) - times * (rows[from + column] ?? 0);
  }
}
