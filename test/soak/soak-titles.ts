import { channelPath } from '../../demo/server/live/channel.ts';
import { GENERATED_STREAMS } from '../e2e/generated-streams.ts';
import type { SoakTitle } from './stream-titles.ts';

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
