/** What the words of an entry's `expect` allow. */
export interface Expectation {
  readonly mayPlay: boolean;
  readonly mayFail: boolean;
  /** It plays up to `playedSec` and then fails: one without the other is wrong. */
  readonly mustFailAfterPlaying: boolean;
  /** Seconds that it plays, where the words give them; null: the entry's duration. */
  readonly playedSec: number | null;
  /** The seconds are an estimate (`~50 s`). */
  readonly isAbout: boolean;
  /** Timed events must have surfaced. */
  readonly needsEvents: boolean;
}

const PLAYS = /\bplays?\b/i;
const FAILS = /\bclear[- ](\w+[- ])?error\b/i;
const THEN_FAILS = /\bplays?\b[^;]*\bthen an? clear\b[^;]*\berror\b/i;
const SECONDS = /\bplays?\b(?: the)?(?: first)? (~|about )?(\d+(?:\.\d+)?) ?s\b/i;
const EVENTS = /\bevents? surface/i;

/** Reads an expectation; words that speak of neither playing nor an error allow both, but never a hang. */
export function readExpectation(words: string): Expectation {
  const mustFailAfterPlaying = THEN_FAILS.test(words);
  const isSilent = !PLAYS.test(words) && !FAILS.test(words);
  const [, about, seconds] = SECONDS.exec(words) ?? [];
  return {
    mayPlay: isSilent || (PLAYS.test(words) && !mustFailAfterPlaying),
    mayFail: isSilent || (FAILS.test(words) && !mustFailAfterPlaying),
    mustFailAfterPlaying,
    playedSec: seconds === undefined ? null : Number(seconds),
    isAbout: about !== undefined,
    needsEvents: EVENTS.test(words),
  };
}
