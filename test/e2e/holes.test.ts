import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TimeRange } from '../../src/index.ts';
import { expect, test } from './harness-test.ts';

const FOLDER = '/media/cmaf-2s/';
const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../.media/cmaf-2s/${name}`, import.meta.url)), 'utf8');

/** So little is buffered that what is absent is longer. */
const SMALL_BUFFER = { mse: { buffer: { aheadSec: 6 } } } as const;

test('sound that ends long before the picture: the picture goes on without it', async ({
  player,
  origin,
}) => {
  const [before = '', sound = ''] = read('number.mpd').split(/(?=<AdaptationSet id="1")/);
  const short = before + sound.replaceAll('duration="96000"', 'duration="96000" endNumber="6"');
  origin.put(`${FOLDER}short-sound.mpd`, short, 'application/dash+xml');
  await player.open(SMALL_BUFFER);
  await player.loadWell(`${origin.url}${FOLDER}short-sound.mpd`);
  await player.playToEnd();
  const { currentTimeSec } = await player.look();
  expect(currentTimeSec).toBeCloseTo(60, 0);
  expect(await player.events('error')).toEqual([]);
  expect(await player.events('recovered')).toEqual([]);
});

test('segments that all playlists tell to be absent, for longer than is buffered: jumped', async ({
  player,
  origin,
}) => {
  const names = read('master.m3u8').match(/[a-z]+-[a-z0-9]+\.m3u8/g) ?? [];
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    if (name.startsWith('text')) continue;
    let number = 0;
    const gapped = read(name).replaceAll('#EXTINF', (line) => {
      number++;
      return number > 5 && number <= 15 ? `#EXT-X-GAP\n${line}` : line;
    });
    origin.put(FOLDER + name, gapped, 'application/vnd.apple.mpegurl');
  }
  await player.open(SMALL_BUFFER);
  await player.loadWell(`${origin.url}${FOLDER}master.m3u8`);
  await player.playToEnd();
  const jumps = await player.events('gapjump');
  expect(jumps).toHaveLength(1);
  const { startSec, endSec } = jumps[0]?.detail['gap'] as TimeRange;
  expect(Math.abs(startSec - 10)).toBeLessThan(0.3);
  expect(Math.abs(endSec - 30)).toBeLessThan(0.3);
  expect(await player.events('error')).toEqual([]);
});
