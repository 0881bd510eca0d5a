import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseMpd } from '../../../src/manifest/dash/parse-mpd.ts';
import type { Presentation } from '../../../src/model/presentation.ts';
import type { Segment } from '../../../src/model/segment.ts';
import type { Channel } from './channel.ts';
import { dashManifest } from './dash-manifest.ts';
import type { DashAddressing } from './dash-periods.ts';
import { createMediaLibrary, type LoopTrack } from './media-library.ts';

const BASE = 'http://origin.test/live/x/';
const START_MS = Date.UTC(2026, 0, 1);

let tracks: readonly LoopTrack[];
beforeAll(async () => {
  tracks = await createMediaLibrary(fileURLToPath(new URL('../../../.media', import.meta.url))).cmafLadder();
});

function mpdAt(sec: number, given: Partial<Channel> = {}, addressing: DashAddressing = 'number'): string {
  const channel: Channel = {
    kind: 'continuous',
    startMs: START_MS,
    endMs: Infinity,
    windowSec: 20,
    ...given,
  };
  const timeUrl = `${BASE}time`;
  return dashManifest({ channel, addressing, tracks, nowMs: START_MS + sec * 1000, timeUrl });
}

const read = (mpd: string): Presentation => parseMpd(mpd, `${BASE}manifest.mpd`);
const attribute = (mpd: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`).exec(mpd)?.[1];

function segmentsOf(presentation: Presentation, period: number, kind: 'video' | 'audio'): readonly Segment[] {
  const track = presentation.periods[period]!.tracks.find((one) => one.kind === kind)!;
  const { source } = track.renditions[0]!;
  if (source.type !== 'ready') throw new Error('no segments');
  return Array.from({ length: source.index.count }, (_, i) => source.index.at(i)!);
}

describe('dashManifest', () => {
  it('is dynamic, and says when things were and will be', () => {
    const mpd = mpdAt(65);
    expect(read(mpd)).toMatchObject({ isLive: true, durationSec: null, warnings: [] });
    expect(attribute(mpd, 'availabilityStartTime')).toBe('2026-01-01T00:00:00.000Z');
    expect(attribute(mpd, 'publishTime')).toBe('2026-01-01T00:00:00.000Z');
    expect(attribute(mpd, 'minimumUpdatePeriod')).toBe('PT2S');
    expect(attribute(mpd, 'timeShiftBufferDepth')).toBe('PT20S');
    expect(attribute(mpd, 'suggestedPresentationDelay')).toBe('PT6S');
    expect(attribute(mpdAt(65, { windowSec: Infinity }), 'timeShiftBufferDepth')).toBeUndefined();
  });

  it('has the ladder and two languages', () => {
    const kinds = read(mpdAt(65)).periods[0]!.tracks.map(({ kind, language, renditions }) => [
      kind,
      language,
      renditions.length,
    ]);
    expect(kinds).toEqual([
      ['video', null, 5],
      ['audio', 'en', 1],
      ['audio', 'fr', 1],
    ]);
  });

  it('lists in a timeline what the window holds, by time', () => {
    const mpd = mpdAt(65, {}, 'timeline');
    const presentation = read(mpd);
    const video = segmentsOf(presentation, 0, 'video');
    expect(video.map(({ startSec }) => startSec)).toEqual([44, 46, 48, 50, 52, 54, 56, 58, 60, 62]);
    expect(video[0]?.urls[0]).toBe(`${BASE}video-240/time-${44 * 12800}.m4s`);
    const audio = segmentsOf(presentation, 0, 'audio');
    expect(audio.map(({ urls }) => urls[0])[2]).toBe(`${BASE}audio-en/time-${48 * 48000}.m4s`);
    expect(attribute(mpd, 'publishTime')).toBe('2026-01-01T00:01:04.000Z');
  });

  it('has a Period for each loop, the next one early', () => {
    const idsAt = (sec: number, addressing?: DashAddressing): string[] =>
      read(mpdAt(sec, { kind: 'discontinuous' }, addressing)).periods.map(({ id }) => id);
    expect(idsAt(41.9)).toEqual(['loop-1', 'loop-2']);
    expect(idsAt(42)).toEqual(['loop-1', 'loop-2', 'loop-3']);
    expect(idsAt(54)).toEqual(['loop-2', 'loop-3']);
    expect(idsAt(49.9, 'timeline')).toEqual(['loop-1', 'loop-2']);
    expect(idsAt(50, 'timeline')).toEqual(['loop-1', 'loop-2', 'loop-3']);
    expect(attribute(mpdAt(43, { kind: 'discontinuous' }), 'publishTime')).toBe('2026-01-01T00:00:42.000Z');
  });

  it.each(['number', 'timeline'] as const)('goes on from Period to Period: %s', (addressing) => {
    const presentation = read(mpdAt(53, { kind: 'discontinuous' }, addressing));
    const [early, late] = presentation.periods;
    expect(early).toMatchObject({ startSec: 32, durationSec: 16 });
    expect(late).toMatchObject({ startSec: 48, durationSec: null });
    const video = segmentsOf(presentation, 0, 'video');
    expect(video.at(-1)).toMatchObject({ startSec: 46, urls: [`${BASE}video-240/23.m4s`] });
    // The title's 8 s stand at the Period's start.
    expect(video[0]?.timeline.offsetSec).toBe(32 - 8);
  });

  it('tells its length before it ends, and is static from then on', () => {
    const ending = { endMs: START_MS + 61_000 };
    expect(attribute(mpdAt(53.9, ending), 'mediaPresentationDuration')).toBeUndefined();
    expect(attribute(mpdAt(54, ending), 'mediaPresentationDuration')).toBe('PT60S');
    expect(attribute(mpdAt(54, ending), 'type')).toBe('dynamic');
    for (const addressing of ['number', 'timeline'] as const) {
      const mpd = mpdAt(60, ending, addressing);
      expect(attribute(mpd, 'minimumUpdatePeriod')).toBeUndefined();
      const presentation = read(mpd);
      expect(presentation).toMatchObject({ isLive: false, durationSec: 60 });
      expect(segmentsOf(presentation, 0, 'video')).toHaveLength(30);
      expect(mpdAt(999, ending, addressing)).toBe(mpd);
    }
  });

  it('ends in the middle of a loop', () => {
    const ending = { kind: 'discontinuous', endMs: START_MS + 40_000 } as const;
    for (const sec of [38, 40]) {
      const presentation = read(mpdAt(sec, ending));
      expect(presentation.periods.at(-1)).toMatchObject({ id: 'loop-2', startSec: 32, durationSec: 8 });
    }
    expect(read(mpdAt(40, ending)).periods.map(({ startSec }) => startSec)).toEqual([0, 16, 32]);
  });

  it('says of low latency how early a segment may be asked for', () => {
    const mpd = mpdAt(65, { kind: 'low-latency' });
    expect(attribute(mpd, 'availabilityTimeOffset')).toBe('1.6');
    expect(attribute(mpd, 'availabilityTimeComplete')).toBe('false');
    expect(mpd).toContain('<Latency referenceId="0" target="3000" min="2000" max="6000"/>');
    expect(read(mpd)).toMatchObject({ isLive: true, warnings: [] });
  });
});
