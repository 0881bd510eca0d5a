/** What the browser tells of the network it is on. @see https://wicg.github.io/netinfo/ */
export interface NetworkInfo {
  /** Its guess of the downlink, bit/s; null: it does not say. Chromium guesses up to 10 Mbit/s. */
  downlinkBps(): number | null;
  /** The kind of connection (`wifi`, `cellular`, …), as far as networks are told apart; empty: unknown. */
  kind(): string;
  /** The viewer wants to spend little data (`Save-Data`). */
  savesData(): boolean;
}

/** A text that outlives the page, where the app wants that. */
export interface TextStore {
  /** What was written last; null: nothing. */
  read(): string | null;
  write(text: string): void;
}
