import { channelPath } from '../../demo/server/live/channel.ts';
import { GENERATED_STREAMS } from '../e2e/generated-streams.ts';
import { isLive, streamPath, type StreamEntry } from '../conformance/stream-index.ts';
import { readExpectation } from '../conformance/expectation.ts';
import { wordsFor } from '../conformance/judge.ts';

/** What a soak loads. */
export interface SoakTitle {
  readonly id: string;
  /** Path on the origin. */
  readonly path: string;
  /** Null: it is live. */
  readonly durationSec: number | null;
  readonly clearKeys: Readonly<Record<string, string>>;
}

const LIVE = [
  ['continuous', 'manifest.mpd'],
  ['continuous', 'master.m3u8'],
  ['low-latency', 'manifest.mpd'],
] as const;
/** Long enough on the air to seek in. */
const ON_AIR_SEC = 40;

/** What the project generates: every packaging, protected and clear, and live channels. */
export function generatedTitles(): readonly SoakTitle[] {
  const startMs = Date.now() - ON_AIR_SEC * 1000;
  const live = LIVE.map(([kind, file]) => ({
    id: `live-${kind}-${file}`,
    path: `/live/${channelPath({ kind, startMs })}${file}`,
    durationSec: null,
    clearKeys: {},
  }));
  const onDemand = GENERATED_STREAMS.map(({ id, manifest, duration, drm }) => ({
    id,
    path: `/media/${manifest}`,
    durationSec: duration,
    clearKeys: drm?.clearkeys ?? {},
  }));
  return [...onDemand, ...live];
}

/** Those of a folder's streams that are on demand and play to their end in any right player. */
export function titlesOf(entries: readonly StreamEntry[]): readonly SoakTitle[] {
  return entries.flatMap((entry) => {
    const { id, duration, drm, sequence } = entry;
    const { mayPlay, mayFail } = readExpectation(wordsFor(entry, { forced: null, withKeys: true }));
    const isSteady = mayPlay && !mayFail && !isLive(entry) && !sequence;
    if (!isSteady || duration === null) return [];
    return [{ id, path: streamPath(entry), durationSec: duration, clearKeys: drm?.clearkeys ?? {} }];
  });
}
