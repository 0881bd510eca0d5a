import { readExpectation } from './expectation.ts';
import type { Observation } from './play-entry.ts';
import type { StreamEntry } from './stream-index.ts';

export type Outcome = 'plays' | 'clear-error' | 'not-yet' | 'unexpected';

/** A row of the result. */
export interface ConformanceRow {
  readonly id: string;
  readonly expect: string;
  readonly outcome: Outcome;
  /** The engine that was tried; null where none was. */
  readonly engine: 'mse' | null;
  readonly firstFrameMs: number | null;
  readonly playedSec: number | null;
  /** The player's error; null without one. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Why it is not yet, or what is wrong; empty for what is as expected. */
  readonly reason: string;
}

/** Ends of tracks differ by some frames, and of packaged segments by a fraction of a second. */
const END_TOLERANCE_SEC = 0.7;
/** A duration in words is rounded. */
const WORDS_TOLERANCE_SEC = 1;
const ABOUT_TOLERANCE = 0.1;

/** Why this version cannot play the entry as its words expect; null where it must. */
export function whyNotYet(entry: StreamEntry): string | null {
  if (entry.sequence) return 'live: a manifest that changes while it plays';
  if (/live/i.test(entry.type)) return 'live';
  if (entry.drm?.clearkeys) return `DRM (${entry.drm.scheme ?? 'unknown scheme'} with ClearKey)`;
  return null;
}

/** Compares what was seen with what the entry's words allow. */
export function judge(entry: StreamEntry, seen: Observation): ConformanceRow {
  const problem = findProblem(entry, seen);
  const hasPlayed = seen.end === 'ended';
  return {
    ...rowOf(entry, seen),
    outcome: problem === null ? (hasPlayed ? 'plays' : 'clear-error') : 'unexpected',
    reason: problem ?? '',
  };
}

/** An encrypted entry without a licence exchange: it cannot pass, but it must say so clearly. */
export function judgeEncrypted(entry: StreamEntry, seen: Observation, reason: string): ConformanceRow {
  const isRefused = seen.end === 'error' && seen.error?.code === 'drm-unsupported';
  const problem = isRefused ? null : `${reason} is to be refused with drm-unsupported; ${describe(seen)}`;
  return {
    ...rowOf(entry, seen),
    outcome: problem === null ? 'not-yet' : 'unexpected',
    reason: problem ?? reason,
  };
}

export function notTried(entry: StreamEntry, reason: string): ConformanceRow {
  const nothing = { engine: null, firstFrameMs: null, playedSec: null, error: null } as const;
  return { id: entry.id, expect: entry.expect, outcome: 'not-yet', ...nothing, reason };
}

function rowOf(entry: StreamEntry, seen: Observation): Omit<ConformanceRow, 'outcome' | 'reason'> {
  const { firstFrameMs, playedSec, error } = seen;
  return {
    id: entry.id,
    expect: entry.expect,
    engine: 'mse',
    firstFrameMs: firstFrameMs === null ? null : Math.round(firstFrameMs),
    playedSec: Number(playedSec.toFixed(2)),
    error: error && { code: error.code, message: error.message },
  };
}

function findProblem(entry: StreamEntry, seen: Observation): string | null {
  const wanted = readExpectation(entry.expect);
  if (seen.pageErrors.length > 0) return `uncaught: ${seen.pageErrors.join('; ')}`;
  if (seen.end === 'hang') return describe(seen);
  if (seen.end === 'error') {
    if (!isClear(seen)) return `not a clear error: ${describe(seen)}`;
    if (wanted.mustFailAfterPlaying) return lengthProblem(entry, seen);
    return wanted.mayFail ? null : describe(seen);
  }
  if (!wanted.mayPlay) return 'it plays to its end';
  if (wanted.needsEvents && seen.eventCount === 0) return 'no timed event surfaced';
  if (hasVideo(entry) && seen.frames === 0) return 'it ended without a decoded picture';
  return lengthProblem(entry, seen);
}

function isClear({ error }: Observation): boolean {
  return error !== null && error.code !== '' && error.code !== 'internal' && error.message !== '';
}

function hasVideo({ tracks }: StreamEntry): boolean {
  return tracks.video !== undefined && tracks.video !== 0;
}

function lengthProblem(entry: StreamEntry, seen: Observation): string | null {
  const { playedSec, isAbout } = readExpectation(entry.expect);
  const expectedSec = playedSec ?? entry.duration;
  if (expectedSec === null) return null;
  const wordsToleranceSec = isAbout ? expectedSec * ABOUT_TOLERANCE : WORDS_TOLERANCE_SEC;
  const toleranceSec = playedSec === null ? END_TOLERANCE_SEC : wordsToleranceSec;
  if (Math.abs(seen.positionSec - expectedSec) <= toleranceSec) return null;
  return `it came to ${seen.positionSec.toFixed(2)} s instead of ${expectedSec} s (${describe(seen)})`;
}

function describe({ end, positionSec, error, detail }: Observation): string {
  const words = { ended: 'it ended', error: 'it failed', hang: 'it hung' }[end];
  const why = error ? `: ${error.code}: ${error.message}` : '';
  return `${words} at ${positionSec.toFixed(2)} s${why}${detail === '' ? '' : ` ${detail}`}`;
}
