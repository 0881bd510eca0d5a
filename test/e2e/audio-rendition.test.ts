import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { enlarge } from './enlarge.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';
import { hearTone, listen } from './tone.ts';

/** The languages' tones stand for two qualities of one track. */
const GOOD_HZ = 440;
const POOR_HZ = 660;
const MANIFEST = fileURLToPath(new URL('../../.media/cmaf-2s/number.mpd', import.meta.url));

/** Makes French a quality of the English track: 50 kbit/s beside 100, as declared. */
function joinSounds(mpd: string): string {
  const french = /<Representation id="6"[\s\S]*?<\/Representation>/.exec(mpd)?.[0] ?? '';
  return mpd
    .replace(/<AdaptationSet id="2"[\s\S]*?<\/AdaptationSet>/, '')
    .replace('<Representation id="5"', `${french.replace('100821', '50000')}<Representation id="5"`);
}

declare global {
  interface Window {
    aheadSec?: () => number;
    /** What was buffered ahead at each stall. Seconds. */
    stallsAheadSec?: number[];
  }
}

/** Notes at each stall how much was there to play: with some, it was this machine that stood. */
async function watchBuffer({ page }: PlayerPage): Promise<void> {
  await page.evaluate(() => {
    const { player, video } = window.harness;
    const aheadSec = (): number => {
      const { buffered, currentTime } = video;
      return buffered.length > 0 ? buffered.end(buffered.length - 1) - currentTime : 0;
    };
    const stallsAheadSec: number[] = [];
    player.on('stallstart', () => stallsAheadSec.push(aheadSec()));
    Object.assign(window, { aheadSec, stallsAheadSec });
  });
}

/** Resolves when more than 8 s are buffered: with less, the fall of the link itself may stall it. */
async function untilWellBuffered({ page }: PlayerPage): Promise<void> {
  await page.waitForFunction(() => (window.aheadSec?.() ?? 0) > 8, null, { timeout: 20_000 });
}

test.describe('the quality of the sound', () => {
  for (const engine of ['mse', 'shaka'] as const) {
    test(`${engine}: gives way to the picture on a slow link, and plays on`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      test.setTimeout(70_000);
      const manifest = joinSounds(await readFile(MANIFEST, 'utf8'));
      origin.put('/media/cmaf-2s/sounds.mpd', manifest, 'application/dash+xml');
      await player.open({ engines: [engine], mse: { buffer: { aheadSec: 12 } } });
      await enlarge(player);
      await listen(player);
      await watchBuffer(player);
      await player.loadWell(mediaUrl('cmaf-2s/sounds.mpd'));
      await player.setQuality({ maxHeight: 360 });
      await player.play(1);
      await hearTone(player, GOOD_HZ);
      expect(origin.log.of(/audio-fr/)).toHaveLength(0);
      await untilWellBuffered(player);
      origin.link.bytesPerSec = 58_000; // 464 kbit/s: too little for a fifth to be the good sound
      await expect.poll(() => origin.log.of(/audio-fr/).length, { timeout: 30_000 }).toBeGreaterThan(1);
      await hearTone(player, POOR_HZ);
      // What is under way at the fall takes 3 s of the 8; the lowest picture and sound take 270 of the 464 kbit/s from then on.
      const stallsAheadSec = await player.page.evaluate(() => window.stallsAheadSec);
      expect(stallsAheadSec?.filter((aheadSec) => aheadSec < 1)).toEqual([]);
      expect(await player.events('warning')).toEqual([]);
      const reasons = (await player.events('decision')).map(({ detail }) => JSON.stringify(detail));
      expect(reasons.at(-1)).toContain('sound at 0.05 Mbit/s');
    });
  }
});
