/** States seen so far as one rung sees them: (end of content, score), none of which makes another one needless. */
export class StateFront {
  readonly #stallCost: number;
  readonly #mostLateSec: number;
  readonly #contentEndSec: number[] = [];
  readonly #score: number[] = [];

  /** @param mostLateSec how much later the content of a state may end that makes another one needless */
  constructor(stallCost: number, mostLateSec: number) {
    this.#stallCost = stallCost;
    this.#mostLateSec = mostLateSec;
  }

  /** Whether a state of the front can do as well: it has as much content, or stalls for what it has less. */
  dominates(contentEndSec: number, score: number): boolean {
    for (let index = 0; index < this.#score.length; index += 1) {
      const lackSec = contentEndSec - (this.#contentEndSec[index] ?? 0);
      if (-lackSec > this.#mostLateSec) continue;
      if ((this.#score[index] ?? 0) - this.#stallCost * Math.max(0, lackSec) >= score) return true;
    }
    return false;
  }

  add(contentEndSec: number, score: number): void {
    if (this.dominates(contentEndSec, score)) return;
    let kept = 0;
    for (let index = 0; index < this.#score.length; index += 1) {
      const otherEndSec = this.#contentEndSec[index] ?? 0;
      const otherScore = this.#score[index] ?? 0;
      const lackSec = otherEndSec - contentEndSec;
      const isSoonEnough = -lackSec <= this.#mostLateSec;
      if (isSoonEnough && score - this.#stallCost * Math.max(0, lackSec) >= otherScore) continue;
      this.#contentEndSec[kept] = otherEndSec;
      this.#score[kept] = otherScore;
      kept += 1;
    }
    this.#contentEndSec.length = kept;
    this.#score.length = kept;
    this.#contentEndSec.push(contentEndSec);
    this.#score.push(score);
  }
}
