import type { PlayerState } from './state.ts';

/** Adds up, over the life of a load, what the viewer met. Milliseconds on the player's clock. */
export class PlaybackTally {
  #state: PlayerState = 'idle';
  #bitrateBps: number | null = null;
  #sinceMs = 0;
  #playedMs = 0;
  #stalledMs = 0;
  #stallCount = 0;
  /** Of the time played, what is known to have had a bitrate, and the integral of the bitrate over it. */
  #ratedMs = 0;
  #ratedBpsMs = 0;

  setState(state: PlayerState, atMs: number): void {
    this.#advance(atMs);
    if (state === 'stalled') this.#stallCount++;
    this.#state = state;
  }

  /** Bit/s of what is shown from now on; null where not declared. */
  setBitrate(bitrateBps: number | null, atMs: number): void {
    this.#advance(atMs);
    this.#bitrateBps = bitrateBps;
  }

  read(atMs: number): {
    readonly playedMs: number;
    readonly stalls: { readonly count: number; readonly totalMs: number };
    readonly averageBitrateBps: number | null;
  } {
    this.#advance(atMs);
    return {
      playedMs: this.#playedMs,
      stalls: { count: this.#stallCount, totalMs: this.#stalledMs },
      averageBitrateBps: this.#ratedMs > 0 ? this.#ratedBpsMs / this.#ratedMs : null,
    };
  }

  #advance(atMs: number): void {
    const elapsedMs = Math.max(0, atMs - this.#sinceMs);
    this.#sinceMs = atMs;
    if (this.#state === 'stalled') this.#stalledMs += elapsedMs;
    if (this.#state !== 'playing') return;
    this.#playedMs += elapsedMs;
    if (this.#bitrateBps === null) return;
    this.#ratedMs += elapsedMs;
    this.#ratedBpsMs += elapsedMs * this.#bitrateBps;
  }
}
