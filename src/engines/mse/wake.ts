/** Lets loops sleep until something may have changed. */
export class Wake {
  #waiting: (() => void)[] = [];

  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Resolves at the next `fire`; rejects with the signal's reason when it aborts. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const abort = (): void => {
        this.#waiting = this.#waiting.filter((entry) => entry !== resume);
        reject(signal.reason as Error);
      };
      const resume = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      this.#waiting.push(resume);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
