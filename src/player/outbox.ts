/**
 * Sends in the order of posting, one after the other, never one inside of another: what a listener causes comes
 * behind what it was told. While something is held, nothing is sent.
 */
export class Outbox {
  readonly #queue: (() => void)[] = [];
  #isBusy = false;

  post(send: () => void): void {
    this.#queue.push(send);
    this.#drain();
  }

  /** Does `work` first; what it posts goes out when it has returned. */
  hold<T>(work: () => T): T {
    const wasBusy = this.#isBusy;
    this.#isBusy = true;
    try {
      return work();
    } finally {
      this.#isBusy = wasBusy;
      this.#drain();
    }
  }

  #drain(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let send = this.#queue.shift(); send; send = this.#queue.shift()) send();
    } finally {
      this.#isBusy = false;
    }
  }
}
