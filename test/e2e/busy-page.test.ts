import type { TransferSample } from '../../src/index.ts';
import { enlarge } from './enlarge.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

declare global {
  interface Window {
    /** Transfers of segments, by their size. */
    told?: Map<number, TransferSample>;
  }
}

interface Fixtures {
  readonly player: PlayerPage;
  readonly mediaUrl: (path: string) => string;
  readonly origin: Origin;
}

const LINK_BYTES_PER_SEC = 200_000;
const BUSY_MS = 2500;

/** Holds up the page's thread, where all that the player does runs. */
function keepBusy(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

for (const id of ['dash-number', 'hls-fmp4']) {
  test.describe(`${id}: a segment of which half has come`, () => {
    /** The transfer of a segment of which the second half comes as `meanwhile` runs, and how that was measured. */
    const measured = async (
      { player, mediaUrl, origin }: Fixtures,
      meanwhile: (release: () => void) => Promise<void>,
    ): Promise<TransferSample> => {
      await player.open({ mse: { buffer: { aheadSec: 20 } } });
      await enlarge(player);
      await player.page.evaluate(() => {
        const told = (window.told = new Map());
        window.harness.player.on('transfer', ({ sample }) => {
          if (sample.type === 'segment') told.set(sample.bytes, sample);
        });
      });
      origin.link.bytesPerSec = LINK_BYTES_PER_SEC;
      await player.setQuality({ maxHeight: 480 });
      const gate = origin.hold(/video-480\//, { skip: 2, times: 1, gateAt: 0.5 });
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.play(1);
      await gate.arrived(1);
      const [held] = origin.log.open.filter(({ path }) => path.includes('video-480/'));
      if (!held) throw new Error('nothing is held');
      await meanwhile(() => {
        gate.release();
      });
      await expect.poll(() => held.endMs).not.toBeNull();
      const told = await player.page.waitForFunction((size) => window.told?.get(size), held.sentBytes);
      return (await told.jsonValue())!;
    };

    test('counts by that half, where the page is busy until behind its end', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const sample = await measured({ player, mediaUrl, origin }, async (release) => {
        const busy = player.page.evaluate(keepBusy, BUSY_MS);
        release();
        await busy;
      });
      expect(sample.endMs - sample.firstByteMs).toBeGreaterThan(BUSY_MS);
      const { busy } = sample;
      if (!busy) throw new Error('the whole counts');
      const share = busy.bytes / sample.bytes;
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(1);
      const bytesPerSec = (busy.bytes / busy.ms) * 1000;
      expect(bytesPerSec).toBeGreaterThan(LINK_BYTES_PER_SEC / 2);
      expect(bytesPerSec).toBeLessThan(LINK_BYTES_PER_SEC * 1.5);
    });

    test('counts whole, where nothing comes for as long', async ({ player, mediaUrl, origin }) => {
      const sample = await measured({ player, mediaUrl, origin }, async (release) => {
        await player.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), BUSY_MS);
        release();
      });
      expect(sample.endMs - sample.firstByteMs).toBeGreaterThan(BUSY_MS);
      expect(sample.busy).toBeNull();
    });
  });
}
