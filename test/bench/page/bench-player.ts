/** What the bench asks of every player; each adapter does it the way its own documentation shows. */
export interface BenchPlayer {
  /** Plays a title on the element that the player was made for; of a title prepared before, from what was prepared. */
  load(url: string): Promise<void> | void;
  /** The player's own preload feature, where it has one. */
  preload?(url: string): Promise<void> | void;
  setAudioLanguage?(language: string): void;
  /** Fixes the rendition of this height. */
  setHeight?(height: number): void;
  /** When the phases of the last start were passed, `performance.now()`; where the player tells. */
  phases?(): Readonly<Record<string, number>>;
  destroy(): Promise<void> | void;
}

/** `servers`: licence server URLs by key system, where the page's titles are protected; else none. */
export type CreateBenchPlayer = (
  video: HTMLVideoElement,
  servers: Readonly<Record<string, string>> | null,
) => BenchPlayer;
