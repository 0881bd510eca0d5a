import type { EngineName } from '../../src/engine/engine.ts';
import { readExpectation } from './expectation.ts';
import type { Attempt, Observation } from './play-entry.ts';
import { isLive, type StreamEntry } from './stream-index.ts';

/** `declines`: an engine that was forced says clearly that it cannot, where another may. */
export type Outcome = 'plays' | 'clear-error' | 'declines' | 'unexpected';

/** A row of the result. */
export interface ConformanceRow extends Attempt {
  readonly id: string;
  readonly expect: string;
  readonly outcome: Outcome;
  /** The engine that was at work at last; null where none was chosen. */
  readonly engine: EngineName | null;
  readonly firstFrameMs: number | null;
  readonly playedSec: number | null;
  /** The player's error; null without one. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What is wrong, or what a forced engine lacks; empty for what is as expected. */
  readonly reason: string;
}

/** Ends of tracks differ by some frames, and of packaged segments by a fraction of a second. */
const END_TOLERANCE_SEC = 0.7;
/** A duration in words is rounded. */
const WORDS_TOLERANCE_SEC = 1;
const ABOUT_TOLERANCE = 0.1;

/** Compares what was seen with what the entry's words allow. */
export function judge(entry: StreamEntry, attempt: Attempt, seen: Observation): ConformanceRow {
  const words = wordsFor(entry, attempt);
  const problem = findProblem(entry, words, seen);
  const { firstFrameMs, playedSec, error, engine } = seen;
  return {
    id: entry.id,
    ...attempt,
    expect: words,
    outcome: outcomeOf(attempt, seen, problem),
    engine,
    firstFrameMs: firstFrameMs === null ? null : Math.round(firstFrameMs),
    playedSec: Number(playedSec.toFixed(2)),
    error: error && { code: error.code, message: error.message },
    reason: problem ?? '',
  };
}

/** What is expected of an encrypted entry hangs on its keys. */
export function wordsFor({ drm, expect }: StreamEntry, { withKeys }: Attempt): string {
  if (!drm?.clearkeys) return expect;
  if (!withKeys) return 'clear-error';
  return /\bplays with clearkeys\b/i.test(expect) ? 'plays' : expect;
}

function outcomeOf({ forced }: Attempt, seen: Observation, problem: string | null): Outcome {
  if (problem === null) return seen.end === 'error' ? 'clear-error' : 'plays';
  const isDeclined = forced !== null && seen.end === 'error' && isClear(seen) && seen.pageErrors.length === 0;
  return isDeclined ? 'declines' : 'unexpected';
}

function findProblem(entry: StreamEntry, words: string, seen: Observation): string | null {
  const wanted = readExpectation(words);
  if (seen.pageErrors.length > 0) return `uncaught: ${seen.pageErrors.join('; ')}`;
  if (seen.end === 'hang') return describe(seen);
  if (seen.end === 'error') return findFailureProblem(entry, words, seen);
  if (!wanted.mayPlay) return 'it plays to its end';
  if (wanted.needsEvents && seen.eventCount === 0) return 'no timed event surfaced';
  if (hasVideo(entry) && seen.frames === 0) return 'it ended without a decoded picture';
  return isLive(entry) ? null : lengthProblem(entry, words, seen);
}

function findFailureProblem(entry: StreamEntry, words: string, seen: Observation): string | null {
  const wanted = readExpectation(words);
  if (!isClear(seen)) return `not a clear error: ${describe(seen)}`;
  if (wanted.mustFailAfterPlaying) return lengthProblem(entry, words, seen);
  return wanted.mayFail ? null : describe(seen);
}

function isClear({ error }: Observation): boolean {
  return error !== null && error.code !== '' && error.code !== 'internal' && error.message !== '';
}

function hasVideo({ tracks }: StreamEntry): boolean {
  return tracks.video !== undefined && tracks.video !== 0;
}

function lengthProblem(entry: StreamEntry, words: string, seen: Observation): string | null {
  const { playedSec, isAbout } = readExpectation(words);
  const expectedSec = playedSec ?? entry.duration;
  if (expectedSec === null) return null;
  const wordsToleranceSec = isAbout ? expectedSec * ABOUT_TOLERANCE : WORDS_TOLERANCE_SEC;
  const toleranceSec = playedSec === null ? END_TOLERANCE_SEC : wordsToleranceSec;
  if (Math.abs(seen.positionSec - expectedSec) <= toleranceSec) return null;
  return `it came to ${seen.positionSec.toFixed(2)} s instead of ${expectedSec} s (${describe(seen)})`;
}

function describe({ end, positionSec, error, detail }: Observation): string {
  const words = { ended: 'it ended', error: 'it failed', hang: 'it hung', enough: 'it played' }[end];
  const why = error ? `: ${error.code}: ${error.message}` : '';
  return `${words} at ${positionSec.toFixed(2)} s${why}${detail === '' ? '' : ` ${detail}`}`;
}
