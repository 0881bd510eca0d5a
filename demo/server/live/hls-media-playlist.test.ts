import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseHls } from '../../../src/manifest/hls/parse-hls.ts';
import type { Segment } from '../../../src/model/segment.ts';
import type { SegmentIndex } from '../../../src/model/segment-index.ts';
import type { Channel } from './channel.ts';
import { mediaPlaylist } from './hls-media-playlist.ts';
import { multivariantPlaylist } from './hls-multivariant.ts';
import { createMediaLibrary, type LoopTrack } from './media-library.ts';

const URL_BASE = 'http://origin.test/live/x/';
const START_MS = Date.UTC(2026, 0, 1);

let cmaf: readonly LoopTrack[];
let ts: readonly LoopTrack[];
beforeAll(async () => {
  const library = createMediaLibrary(fileURLToPath(new URL('../../../.media', import.meta.url)));
  [cmaf, ts] = await Promise.all([library.cmafLadder(), library.tsLadder()]);
});

function playlistAt(sec: number, given: Partial<Channel> = {}, id = 'video-240', isDelta = false): string {
  const channel: Channel = {
    kind: 'continuous',
    startMs: START_MS,
    endMs: Infinity,
    windowSec: 20,
    ...given,
  };
  const track = [...cmaf, ...ts].find((one) => one.id === id)!;
  const others = cmaf.filter((one) => one !== track);
  return mediaPlaylist({ channel, track, others, nowMs: START_MS + sec * 1000, isDelta });
}

function read(playlist: string): { isLive: boolean; index: SegmentIndex; segments: readonly Segment[] } {
  const { isLive, periods } = parseHls(playlist, `${URL_BASE}video.m3u8`);
  const source = periods[0]!.tracks[0]!.renditions[0]!.source;
  if (source.type !== 'ready') throw new Error('no segments');
  const segments = Array.from({ length: source.index.count }, (_, i) => source.index.at(i)!);
  return { isLive, index: source.index, segments };
}

describe('mediaPlaylist', () => {
  it('rolls: the window moves on, and dates stay with their segments', () => {
    const { isLive, segments } = read(playlistAt(65));
    expect(isLive).toBe(true);
    expect(segments.map(({ urls }) => urls[0])).toEqual(
      [22, 23, 24, 25, 26, 27, 28, 29, 30, 31].map((number) => `${URL_BASE}video-240/${number}.m4s`),
    );
    expect(segments[0]?.programDateTimeMs).toBe(START_MS + 44_000);
    expect(segments[0]?.init?.urls).toEqual([`${URL_BASE}video-240/init.mp4`]);
    expect(playlistAt(65)).toContain('#EXT-X-MEDIA-SEQUENCE:22\n');
    expect(playlistAt(65)).not.toContain('DISCONTINUITY');
  });

  it('gives audio its own lengths, which add up to the same', () => {
    const { index, segments } = read(playlistAt(65, {}, 'audio-en'));
    expect(segments.map(({ durationSec }) => durationSec).slice(0, 3)).toEqual([2.00533, 1.984, 2.00533]);
    expect(index.endSec - index.startSec).toBeCloseTo(20, 1);
  });

  it('keeps each segment in its discontinuity while the window moves over a loop', () => {
    const ids = new Map<string, Set<string>>();
    for (let sec = 40; sec < 80; sec++) {
      for (const { urls, timeline } of read(playlistAt(sec, { kind: 'discontinuous' })).segments) {
        const url = urls[0]!;
        ids.set(url, (ids.get(url) ?? new Set()).add(timeline.id));
      }
    }
    expect([...ids.values()].every(({ size }) => size === 1)).toBe(true);
    expect([...ids.get(`${URL_BASE}video-240/23.m4s`)!]).toEqual(['d2']);
    expect([...ids.get(`${URL_BASE}video-240/24.m4s`)!]).toEqual(['d3']);
  });

  it('lists muxed MPEG-TS without an init segment', () => {
    const { segments } = read(playlistAt(65, { kind: 'discontinuous' }, 'ts-480'));
    expect(segments[0]).toMatchObject({ urls: [`${URL_BASE}ts-480/22.ts`], init: null, durationSec: 2 });
  });

  it('is an EVENT where all is kept, and ends', () => {
    const all = { windowSec: Infinity, endMs: START_MS + 61_000 };
    expect(playlistAt(50, all)).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
    const { isLive, index } = read(playlistAt(60, all));
    expect(isLive).toBe(false);
    expect(index).toMatchObject({ count: 30, endSec: 60, isComplete: true });
    expect(playlistAt(1000, all)).toBe(playlistAt(60, all));
  });
});

describe('mediaPlaylist of low latency', () => {
  const LOW = { kind: 'low-latency' } as const;

  it('lists the parts of the last three segments and those at the edge, and hints at the next', () => {
    const playlist = playlistAt(40.9, LOW);
    const uris = Array.from(
      playlist.matchAll(/#EXT-X-PART:.*URI="video-240\/(.*?)\.m4s"/g),
      ([, name]) => name,
    );
    expect(uris).toHaveLength(17);
    expect(uris.slice(0, 2)).toEqual(['17.0', '17.1']);
    expect(uris.slice(-3)).toEqual(['19.4', '20.0', '20.1']);
    expect(playlist).toContain('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="video-240/20.2.m4s"\n');
    expect(playlist).toContain('#EXT-X-RENDITION-REPORT:URI="audio-en.m3u8",LAST-MSN=20,LAST-PART=1\n');
    expect(read(playlist).segments.at(-1)?.urls[0]).toContain('/19.m4s');
  });

  it.each(['video-240', 'audio-en'])(
    'keeps to the part target, and starts a segment independently: %s',
    (id) => {
      const playlist = playlistAt(41.9, LOW, id);
      const target = Number(/PART-TARGET=([\d.]+)/.exec(playlist)?.[1]);
      const holdBack = Number(/PART-HOLD-BACK=([\d.]+)/.exec(playlist)?.[1]);
      expect(holdBack).toBeCloseTo(3 * target, 5);
      const parts = Array.from(
        playlist.matchAll(/#EXT-X-PART:DURATION=([\d.]+),URI="[^"]*\.(\d)\.m4s"(.*)/g),
      );
      for (const [, duration, part, rest] of parts) {
        expect(Number(duration)).toBeLessThanOrEqual(target);
        expect(Number(duration)).toBeGreaterThanOrEqual(0.85 * target);
        expect(rest).toBe(part === '0' || id === 'audio-en' ? ',INDEPENDENT=YES' : '');
      }
    },
  );

  it('leaves out, in a delta update, what the client has', () => {
    const delta = playlistAt(65, LOW, 'video-240', true);
    expect(delta).toContain('#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n');
    expect(delta.match(/#EXTINF/g)).toHaveLength(6);
    expect(playlistAt(65, LOW).endsWith(delta.slice(delta.indexOf('\n#EXT-X-PROGRAM-DATE-TIME')))).toBe(true);
  });

  it('shows its last part before it ends', () => {
    const ending = { ...LOW, endMs: START_MS + 20_000 };
    expect(playlistAt(20, ending)).not.toMatch(/ENDLIST|HINT/);
    expect(playlistAt(20, ending)).toContain('9.4.m4s');
    expect(read(playlistAt(20.4, ending)).isLive).toBe(false);
  });
});

describe('multivariantPlaylist', () => {
  it('names the renditions and the alternate audio', () => {
    const { periods } = parseHls(multivariantPlaylist(cmaf), `${URL_BASE}master.m3u8`);
    const tracks = periods[0]!.tracks;
    expect(
      tracks.filter(({ kind }) => kind === 'video').flatMap(({ renditions }) => renditions),
    ).toHaveLength(5);
    const audio = tracks.filter(({ kind }) => kind === 'audio');
    expect(audio.map(({ language }) => language)).toEqual(['en', 'fr']);
  });

  it('names muxed renditions', () => {
    const { periods } = parseHls(multivariantPlaylist(ts), `${URL_BASE}ts.m3u8`);
    const video = periods[0]!.tracks.find(({ kind }) => kind === 'video')!;
    expect(video.renditions.map(({ height }) => height)).toEqual([240, 480, 720]);
  });
});
