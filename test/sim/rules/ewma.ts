/**
 * An average in which the weight of what was seen halves with every half-life of weight seen since. It is corrected for
 * having begun at zero, so the first value counts in full.
 * @see Spiteri et al., From Theory to Practice: Improving Bitrate Adaptation in the DASH Reference Player, TOMM 2019, §4
 */
export class Ewma {
  readonly #halfLife: number;
  #average = 0;
  #weight = 0;

  /** @param halfLife in the unit of the weights, above 0 */
  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  add(weight: number, value: number): void {
    const kept = Math.pow(0.5, weight / this.#halfLife);
    this.#average = kept * this.#average + (1 - kept) * value;
    this.#weight += weight;
  }

  /** All weight seen. */
  get weight(): number {
    return this.#weight;
  }

  /** Null before the first value. */
  get value(): number | null {
    if (this.#weight === 0) return null;
    return this.#average / (1 - Math.pow(0.5, this.#weight / this.#halfLife));
  }
}

/** The same values averaged twice, quickly and slowly: a drop shows at once, a rise only once it lasts. */
export class EwmaPair {
  readonly #fast: Ewma;
  readonly #slow: Ewma;

  constructor(fastHalfLife: number, slowHalfLife: number) {
    this.#fast = new Ewma(fastHalfLife);
    this.#slow = new Ewma(slowHalfLife);
  }

  add(weight: number, value: number): void {
    this.#fast.add(weight, value);
    this.#slow.add(weight, value);
  }

  get lower(): number | null {
    const [fast, slow] = [this.#fast.value, this.#slow.value];
    return fast === null || slow === null ? null : Math.min(fast, slow);
  }

  get higher(): number | null {
    const [fast, slow] = [this.#fast.value, this.#slow.value];
    return fast === null || slow === null ? null : Math.max(fast, slow);
  }
}
