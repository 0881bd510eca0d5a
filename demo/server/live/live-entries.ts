import type { MediaEntry, MediaIndex } from '../../../tools/media/media-index.ts';
import { channelPath, type Channel } from './channel.ts';
import { CMAF_DIR } from './ladder.ts';

/** A live channel in the list of streams: as a title's entry, without an end and without a file. */
export interface LiveEntry extends Omit<MediaEntry, 'manifest' | 'type' | 'duration' | 'frames'> {
  readonly type: 'live';
  readonly duration: null;
  /** From the server's root. */
  readonly url: string;
}

type Offer = readonly [
  id: string,
  channel: Pick<Channel, 'kind'> & Partial<Channel>,
  file: string,
  /** What follows "Live, ". */
  notes: string,
];

/** The ending channels began so long before the list was asked for, and end so long after it. */
const ENDING_BEFORE_MS = 30_000;
const ENDING_AFTER_MS = 120_000;
const DAY_MS = 86_400_000;

function offers(nowMs: number): readonly Offer[] {
  const wholeSecMs = Math.floor(nowMs / 1000) * 1000;
  // Since yesterday's midnight (UTC): the same for all who read the list on one day, and a window is full.
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS - DAY_MS;
  const continuous = { kind: 'continuous', startMs } as const;
  const discontinuous = { kind: 'discontinuous', startMs } as const;
  const lowLatency = { kind: 'low-latency', startMs } as const;
  const ending = {
    kind: 'continuous',
    startMs: wholeSecMs - ENDING_BEFORE_MS,
    endMs: wholeSecMs + ENDING_AFTER_MS,
  } as const;
  return [
    ['live-dash', continuous, 'manifest.mpd', '$Number$, one Period'],
    ['live-dash-timeline', continuous, 'timeline.mpd', '$Time$ with SegmentTimeline'],
    ['live-dash-periods', discontinuous, 'manifest.mpd', 'a Period every 16 s'],
    ['live-dash-low-latency', lowLatency, 'manifest.mpd', 'low latency, chunks of 0.4 s'],
    ['live-dash-ending', ending, 'manifest.mpd', 'ends two minutes after the list was read'],
    ['live-hls', continuous, 'master.m3u8', 'fMP4, separate audio'],
    ['live-hls-discontinuous', discontinuous, 'master.m3u8', 'a discontinuity every 16 s'],
    ['live-hls-ts', discontinuous, 'ts.m3u8', 'muxed MPEG-TS, a discontinuity every 16 s'],
    ['live-hls-low-latency', lowLatency, 'master.m3u8', 'low latency, parts of 0.4 s'],
    ['live-hls-ending', ending, 'master.m3u8', 'ends two minutes after the list was read'],
  ];
}

/** The live channels on offer; none where the index lacks the ladders that they loop. */
export function listLiveEntries({ streams }: MediaIndex, nowMs: number): readonly LiveEntry[] {
  const cmaf = streams.find(({ manifest }) => manifest === `${CMAF_DIR}/number.mpd`);
  const ts = streams.find(({ id }) => id === 'hls-ts');
  return offers(nowMs).flatMap(([id, channel, file, notes]) => {
    const source = file === 'ts.m3u8' ? ts : cmaf;
    if (!source) return [];
    return {
      id,
      url: `/live/${channelPath(channel)}${file}`,
      protocol: file.endsWith('.mpd') ? 'dash' : 'hls',
      codecs: source.codecs,
      drm: null,
      tracks: { ...source.tracks, text: [] },
      type: 'live',
      duration: null,
      expect: 'plays',
      notes: `Live, ${notes}`,
    };
  });
}
