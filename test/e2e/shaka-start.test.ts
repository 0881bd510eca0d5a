import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expectFrameAtRest } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { openShaka } from './shaka-page.ts';

declare global {
  interface Window {
    /** Lets the event through that was held. */
    releaseMetadata?: () => void;
  }
}

/**
 * Runs in the page: `loadedmetadata` is told late, as in a busy page, while `readyState` says at once that there is
 * metadata: behind the first move of the playhead, just before `loadeddata`, or when the test says so.
 */
function holdLoadedMetadata(): void {
  let isTold = false;
  let release = (): void => {
    isTold = true;
  };
  const hold = (event: Event): void => {
    removeEventListener('loadedmetadata', hold, true);
    if (isTold) return;
    event.stopImmediatePropagation();
    window.releaseMetadata = release = () => {
      if (!isTold) event.target?.dispatchEvent(new Event('loadedmetadata'));
      isTold = true;
    };
  };
  addEventListener('loadedmetadata', hold, true);
  addEventListener('loadeddata', () => release(), true);
  const { prototype } = HTMLMediaElement;
  const own = Object.getOwnPropertyDescriptor(prototype, 'currentTime');
  Object.defineProperty(prototype, 'currentTime', {
    ...own,
    set(this: HTMLMediaElement, timeSec: number) {
      own?.set?.call(this, timeSec);
      queueMicrotask(() => release());
    },
  });
}

/** The second segment of every track, 2 s to 4 s, holds what the first one holds: a hole that nobody declares (in HLS Shaka would move it). */
async function makeHole(origin: Origin): Promise<void> {
  for (const track of ['video-240', 'video-360', 'video-480', 'video-720', 'video-1080', 'audio-en']) {
    const folder = `/media/cmaf-2s/${track}`;
    const first = await fetch(`${origin.url}${folder}/1.m4s`);
    origin.put(`${folder}/2.m4s`, new Uint8Array(await first.arrayBuffer()), 'video/mp4');
  }
  origin.log.clear();
}

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

test.describe('the first picture in shaka', () => {
  test('media that begins late is shown though the element tells late that it has some', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const late = streamById('hls-ts'); // its first frame is due at 0.08 s
    await player.page.addInitScript(holdLoadedMetadata);
    await openShaka(player);
    await player.startLoad(mediaUrl(late.manifest));
    await origin.log.until('Shaka has appended a segment and asks for the next', () =>
      origin.log.of('/1.ts').some(({ endMs }) => endMs !== null),
    );
    await player.page.evaluate(() => window.releaseMetadata?.());
    expect((await player.settled()).error).toBeNull();
    await expect.poll(async () => (await player.look()).currentTimeSec).toBeCloseTo(0.08, 2);
    await expectFrameAtRest(player, late);
    expect(origin.log.of(/\d+\/0\.ts$/)).toHaveLength(1);
  });

  for (const id of ['dash-number', 'hls-fmp4'])
    test(`${id}: the first segments leave before their initialization segments are here, each once`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const gate = origin.hold(/(video-\d+|audio-en)\/init\.mp4$/);
      await openShaka(player);
      await player.startLoad(mediaUrl(streamById(id).manifest));
      const segments = (): readonly string[] =>
        origin.log.of(/\d+\.m4s$/).map(({ path }) => path.replace(/^.*\/(\w+)-\w+\/(\d+)\.m4s$/, '$1 $2'));
      const both = ['audio 1', 'video 1'];
      await origin.log.until('first segments of both kinds', () => segments().length >= both.length);
      expect([...segments()].sort()).toEqual(both);
      gate.release();
      await player.untilState(['ready']);
      await origin.log.untilIdle();
      const asked = segments();
      expect(new Set(asked).size).toBe(asked.length);
      expect((await player.settled()).error).toBeNull();
      expect(await player.events('warning')).toEqual([]);
    });

  const entry = streamById('dash-number');

  test('a start in a hole is moved behind it, without play()', async ({ player, mediaUrl, origin }) => {
    await makeHole(origin);
    await openShaka(player);
    await player.startLoad(mediaUrl(entry.manifest), { startSec: 3 });
    await player.untilState(['ready']);
    await expectFrameAtRest(player, entry);
    expect((await player.look()).currentTimeSec).toBeCloseTo(4, 1);
    const [jump] = await player.events('gapjump');
    expect(jump?.detail['gap']).toMatchObject({ startSec: 3, endSec: expect.closeTo(4, 1) });
    expect((await player.settled()).error).toBeNull();
  });

  test('a seek into a hole shows the picture behind it, while paused too', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await makeHole(origin);
    await openShaka(player);
    await player.loadWell(mediaUrl(entry.manifest));
    await player.seek(3);
    await expectFrameAtRest(player, entry);
    expect((await player.look()).currentTimeSec).toBeCloseTo(4, 1);
    await player.play();
    await player.untilPosition(8);
    expect(await player.events('error')).toEqual([]);
  });
});
