import type Hls from 'hls.js';
import { readBuffer } from '../../buffer/read-buffer.ts';
import type { Clock } from '../../core/clock.ts';
import type { EngineContext, EngineSnapshot, LiveSnapshot } from '../../engine/engine.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Timestamps are off by a frame or two: what begins so near to a place begins there. Seconds. */
const SLACK_SEC = 0.1;

/** The figures of the moment; `hls` null: nothing is loaded. */
export function takeSnapshot(
  hls: Hls | null,
  { element, clock }: Pick<EngineContext, 'element' | 'clock'>,
): EngineSnapshot {
  return {
    ...(hls ? readBuffer(element) : { bufferAheadSec: 0, buffered: [] }),
    seekable: readSeekable(hls),
    live: hls?.latestLevelDetails?.live ? readLive(hls, clock) : null,
  };
}

/** What the playlist holds: all of a recording, the window of a live stream. */
function readSeekable(hls: Hls | null): TimeRange {
  const details = hls?.latestLevelDetails;
  if (!details) return { startSec: 0, endSec: 0 };
  const { fragmentStart, edge } = details;
  const startSec = fragmentStart < SLACK_SEC ? 0 : fragmentStart;
  return { startSec, endSec: Math.max(startSec, edge) };
}

function readLive(hls: Hls, clock: Clock): LiveSnapshot {
  const syncSec = hls.liveSyncPosition ?? hls.latestLevelDetails?.edge ?? 0;
  const recordedAt = hls.playingDate;
  const latencySec = recordedAt ? Math.max(0, (clock.epochMs() - recordedAt.getTime()) / 1000) : null;
  return { syncSec, latencySec };
}
