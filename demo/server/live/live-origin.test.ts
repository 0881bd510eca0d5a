import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { fragmentTicks, readFragment } from './fragment.ts';
import { serveLive } from './live-origin.ts';
import { ManualClock } from './manual-clock.ts';

const MEDIA = fileURLToPath(new URL('../../../.media', import.meta.url));
const START_SEC = 1_700_000_000;
const BASE = `start_${START_SEC}/window_10`;

let clock: ManualClock;
let serve: (path: string, signal?: AbortSignal) => Promise<Response | undefined>;

beforeEach(() => {
  clock = new ManualClock(START_SEC * 1000);
  const respond = serveLive(MEDIA, { 'Access-Control-Allow-Origin': '*' }, clock);
  serve = (path, signal = new AbortController().signal) => {
    const request = new Request(`http://origin.test/live/${path}`, { signal });
    return respond(request, path.split('?')[0]!);
  };
});

const at = (sec: number): void => clock.goTo((START_SEC + sec) * 1000);
const bodyOf = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await serve(path))!.arrayBuffer());

describe('serveLive', () => {
  it('serves manifests briefly kept, segments long, and both across origins', async () => {
    at(20);
    const mpd = await serve(`continuous/${BASE}/manifest.mpd`);
    expect(mpd?.headers.get('Content-Type')).toBe('application/dash+xml');
    expect(mpd?.headers.get('Cache-Control')).toBe('public, max-age=1');
    expect(mpd?.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const segment = await serve(`continuous/${BASE}/audio-en/7.m4s`);
    expect(segment?.headers.get('Content-Type')).toBe('audio/mp4');
    expect(segment?.headers.get('Cache-Control')).toBe('public, max-age=3600');
    expect(Number(segment?.headers.get('Content-Length'))).toBe((await segment!.arrayBuffer()).byteLength);
  });

  it('tells the time, for UTCTiming', async () => {
    at(1.5);
    expect(await (await serve('time'))!.text()).toBe('2023-11-14T22:13:21.500Z');
    const mpd = await (await serve(`continuous/${BASE}/manifest.mpd`))!.text();
    expect(mpd).toContain('value="http://origin.test/live/time"');
  });

  it('explains a setting that it refuses', async () => {
    const response = await serve('continuous/window_never/manifest.mpd');
    expect(response?.status).toBe(400);
    expect(await response?.text()).toContain('window_never');
  });

  it.each([
    'continuous/other.mpd',
    'continuous/other.m3u8',
    'continuous/ts.m3u8',
    'continuous/ts-240/0.ts',
    'low-latency/timeline.mpd',
    'continuous/video-240/other.mp4',
    'continuous/video-240/7.3.m4s',
    'continuous/video-999/7.m4s',
    'elsewhere/manifest.mpd',
  ])('has no %s', async (path) => {
    at(100);
    expect(await serve(path)).toBeUndefined();
  });

  it('has a segment from when it is whole until a window after it has left', async () => {
    const file = `continuous/${BASE}/video-240/3.m4s`;
    const found: (number | undefined)[] = [];
    for (const sec of [7.999, 8, 29.999, 30]) {
      at(sec);
      found.push((await serve(file))?.status);
    }
    expect(found).toEqual([undefined, 200, 200, undefined]);
  });

  it('has the same segment by number and by time', async () => {
    at(20);
    const byNumber = await bodyOf(`continuous/${BASE}/audio-fr/5.m4s`);
    expect(await bodyOf(`continuous/${BASE}/audio-fr/time-${384_000 + 96_256}.m4s`)).toEqual(byNumber);
    expect(await serve(`continuous/${BASE}/audio-fr/time-${384_000 + 96_255}.m4s`)).toBeUndefined();
  });

  it('serves MPEG-TS as it is, over and over', async () => {
    at(60);
    const early = await bodyOf('discontinuous/ts-240/3.ts'.replace('/', `/start_${START_SEC}/window_all/`));
    const later = await bodyOf('discontinuous/ts-240/11.ts'.replace('/', `/start_${START_SEC}/window_all/`));
    expect(early[0]).toBe(0x47);
    expect(later).toEqual(early);
  });

  it('ends: no segment after the last, and the rest for ever', async () => {
    const channel = `continuous/start_${START_SEC}/end_${START_SEC + 21}/window_4`;
    at(1000);
    const statuses = await Promise.all(
      [0, 9, 10].map(async (number) => (await serve(`${channel}/video-240/${number}.m4s`))?.status),
    );
    expect(statuses).toEqual([200, 200, undefined]);
  });
});

describe('low latency', () => {
  const CHANNEL = `low-latency/${BASE}`;

  it('keeps a request for the next part waiting until it is there, and refuses one for a later segment', async () => {
    at(8);
    const pending = serve(`${CHANNEL}/video-240/4.0.m4s`);
    await clock.untilWaiting(1);
    at(8.4);
    const part = readFragment(new Uint8Array(await (await pending)!.arrayBuffer()));
    expect(part.decodeTicks).toBe(8 * 12800);
    expect(fragmentTicks(part)).toBe(0.4 * 12800);
    expect(await serve(`${CHANNEL}/video-240/5.3.m4s`)).toBeUndefined();
  });

  it('sends a segment chunk by chunk, each when it is there, and in all the parts of it', async () => {
    at(8.5);
    const response = await serve(`${CHANNEL}/video-240/4.m4s`);
    expect(response?.headers.has('Content-Length')).toBe(false);
    const reader = response!.body!.getReader();
    const chunks = [(await reader.read()).value!];
    for (const sec of [8.8, 9.2, 9.6, 10]) {
      const next = reader.read();
      await clock.untilWaiting(1);
      at(sec);
      chunks.push((await next).value!);
    }
    expect((await reader.read()).done).toBe(true);
    const parts = await Promise.all(
      [0, 1, 2, 3, 4].map((part) => bodyOf(`${CHANNEL}/video-240/4.${part}.m4s`)),
    );
    expect(chunks.map((chunk) => Buffer.from(chunk))).toEqual(parts.map((part) => Buffer.from(part)));
    expect(Buffer.from(await bodyOf(`${CHANNEL}/video-240/4.m4s`))).toEqual(Buffer.concat(parts));
  });

  it('waits no longer for a client that has gone', async () => {
    at(8);
    const controller = new AbortController();
    const part = serve(`${CHANNEL}/video-240/4.0.m4s`, controller.signal);
    const playlist = serve(`${CHANNEL}/video-240.m3u8?_HLS_msn=4&_HLS_part=0`, controller.signal);
    const reader = (await serve(`${CHANNEL}/video-240/4.m4s`))!.body!.getReader();
    await clock.untilWaiting(3);
    controller.abort();
    await reader.cancel();
    await Promise.all([part, playlist]);
    expect(clock.waitingCount).toBe(0);
  });

  it('holds a playlist until it has the part or the segment that is waited for', async () => {
    at(8);
    const forPart = serve(`${CHANNEL}/video-240.m3u8?_HLS_msn=4&_HLS_part=1`);
    const forSegment = serve(`${CHANNEL}/video-240.m3u8?_HLS_msn=4`);
    await clock.untilWaiting(2);
    at(8.8);
    const early = await (await forPart)!.text();
    expect(early).toContain('URI="video-240/4.1.m4s"\n');
    expect(early).not.toContain('#EXTINF:2.00000,\nvideo-240/4.m4s');
    expect(clock.waitingCount).toBe(1);
    at(10);
    expect(await (await forSegment)!.text()).toContain('#EXTINF:2.00000,\nvideo-240/4.m4s');
  });

  it.each(['_HLS_part=1', '_HLS_msn=7', '_HLS_msn=-1', '_HLS_msn=4&_HLS_part=x'])(
    'refuses %s',
    async (query) => {
      at(8);
      expect((await serve(`${CHANNEL}/video-240.m3u8?${query}`))?.status).toBe(400);
    },
  );

  it('lets go at the end those who wait for more', async () => {
    at(19.9);
    const pending = serve(
      `low-latency/start_${START_SEC}/end_${START_SEC + 20}/audio-en.m3u8?_HLS_msn=10&_HLS_part=0`,
    );
    await clock.untilWaiting(1);
    at(20.4);
    expect(await (await pending)!.text()).toMatch(/audio-en\/9\.m4s\n#EXT-X-ENDLIST\n$/);
  });
});
