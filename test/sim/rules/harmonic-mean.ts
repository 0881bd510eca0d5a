/** The harmonic mean of the last values: the rate at which equal amounts came at these rates. */
export class HarmonicMean {
  readonly #window: number;
  readonly #values: number[] = [];

  constructor(window: number) {
    this.#window = window;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#window) this.#values.shift();
  }

  /** Null before the first value. */
  get value(): number | null {
    const { length } = this.#values;
    if (length === 0) return null;
    return length / this.#values.reduce((sum, value) => sum + 1 / value, 0);
  }
}
