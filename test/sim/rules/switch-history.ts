/** Decisions remembered, and the share of drops above which a rung is no longer gone to. dash.js 5's defaults. */
const DEPTH = 8;
const DROP_SHARE = 0.075;

/** dash.js's SwitchHistoryRule: a rung that is left downwards too often is not gone to for a while. */
export class SwitchHistory {
  readonly #decisions: { readonly from: number; readonly isDrop: boolean }[] = [];

  add(from: number, to: number): void {
    this.#decisions.push({ from, isDrop: to < from });
    if (this.#decisions.length > DEPTH) this.#decisions.shift();
  }

  /** The highest rung, of so many, that may be chosen. Counts up from the lowest until enough was seen of a drop. */
  highestAllowed(rungs: number): number {
    let [drops, others] = [0, 0];
    for (let rung = 0; rung < rungs; rung += 1) {
      const here = this.#decisions.filter(({ from }) => from === rung);
      const dropsHere = here.filter(({ isDrop }) => isDrop).length;
      drops += dropsHere;
      others += here.length - dropsHere;
      if (drops + others >= DEPTH && drops / others > DROP_SHARE)
        return dropsHere > 0 ? Math.max(0, rung - 1) : rung;
    }
    return rungs - 1;
  }
}
