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
  /** The equations that the weights solve, row by row, each with its right side behind it; of their symmetric part the upper half. */
  readonly #equations: Float64Array;
  readonly #scratch: Float64Array;
  /** As they are now: what is learnt changes them. */
  readonly weights: Float64Array;

  /** `kept`: how much of an example is left with each one after it, from 0 to 1. */
  constructor(prior: RegressionPrior, kept: number) {
    this.#prior = prior;
    this.#kept = kept;
    this.#count = prior.weights.length;
    this.#equations = new Float64Array(this.#count * (this.#count + 1));
    this.#scratch = this.#equations.slice();
    this.weights = Float64Array.from(prior.weights);
    this.#addPrior(1);
  }

  /** `example`: as many features as the prior has weights, and behind them the number that they should have foretold. */
  learn(example: ArrayLike<number>): void {
    const equations = this.#equations;
    const width = this.#count + 1;
    for (let row = 0; row < this.#count; row += 1) {
      const feature = example[row] ?? 0;
      for (let column = row; column < width; column += 1) {
        const at = row * width + column;
        equations[at] = this.#kept * (equations[at] ?? 0) + feature * (example[column] ?? 0);
      }
    }
    this.#addPrior(1 - this.#kept);
    this.#solve();
  }

  /** By elimination: the matrix is positive definite, so that no pivot is 0. */
  #solve(): void {
    const rows = this.#scratch;
    const count = this.#count;
    rows.set(this.#equations);
    for (let pivot = 0; pivot < count; pivot += 1) this.#eliminate(pivot);
    for (let row = count - 1; row >= 0; row -= 1) {
      const from = row * (count + 1);
      let rest = rows[from + count] ?? 0;
      for (let column = row + 1; column < count; column += 1)
        rest -= (rows[from + column] ?? 0) * (this.weights[column] ?? 0);
      this.weights[row] = rest / (rows[from + row] ?? 1);
    }
  }

  /** Leaves nothing in the pivot's column below it: what would stand there is what stands beside it. */
  #eliminate(pivot: number): void {
    const rows = this.#scratch;
    const width = this.#count + 1;
    const from = pivot * width;
    for (let row = pivot + 1; row < this.#count; row += 1) {
      const times = (rows[from + row] ?? 0) / (rows[from + pivot] ?? 1);
      for (let column = row; column < width; column += 1) {
        const at = row * width + column;
        rows[at] = (rows[at] ?? 0) - times * (rows[from + column] ?? 0);
      }
    }
  }

  #addPrior(share: number): void {
    const { weights, sureness } = this.#prior;
    const equations = this.#equations;
    for (let row = 0; row < this.#count; row += 1) {
      const from = row * (this.#count + 1);
      const sure = share * (sureness[row] ?? 0);
      equations[from + row] = (equations[from + row] ?? 0) + sure;
      equations[from + this.#count] = (equations[from + this.#count] ?? 0) + sure * (weights[row] ?? 0);
    }
  }
}
