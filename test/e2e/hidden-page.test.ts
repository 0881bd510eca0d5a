import { enlarge } from './enlarge.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

/** Says of the page, from now on, that it is hidden, or seen. */
function hide(player: PlayerPage, isHidden: boolean): Promise<void> {
  return player.page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/** Of the page's clock. */
function skipMs(player: PlayerPage, skippedMs: number): Promise<void> {
  return player.page.evaluate((ms) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + ms;
  }, skippedMs);
}

for (const { engine, id } of [
  { engine: 'mse', id: 'dash-number' },
  { engine: 'shaka', id: 'dash-number' },
  { engine: 'hlsjs', id: 'hls-fmp4' },
] as const) {
  // What is buffered is replaced as it plays: without a stall, where a processor is there for it.
  const title = `${engine}: a page that nobody sees is fetched for in the lowest rendition, until it is seen again`;
  test(title, { tag: '@alone' }, async ({ player, mediaUrl }) => {
    test.setTimeout(60_000);
    await player.open({
      ...{ engines: [engine], abr: { saveWhenHidden: true }, mse: { buffer: { aheadSec: 10 } } },
    });
    await enlarge(player);
    await player.setQuality({ maxHeight: 720 });
    await player.loadWell(mediaUrl(streamById(id).manifest));
    await player.play(1);
    await player.untilHeight('least', 720);
    await hide(player, true);
    const { currentTimeSec: hiddenAtSec } = await player.look();
    await player.untilPosition(hiddenAtSec + 1);
    await skipMs(player, 60_000);
    await player.play(4);
    await player.untilHeight('most', 240);
    await player.play(1);
    const { currentTimeSec } = await player.look();
    await hide(player, false);
    await player.untilHeight('least', 480);
    // The rest of the segment, and one more that may be on its way.
    expect((await player.look()).currentTimeSec - currentTimeSec).toBeLessThan(8);
    const reasons = (await player.events('decision')).map(({ detail }) => JSON.stringify(detail));
    expect(reasons).toContainEqual(expect.stringContaining('nobody sees the page: 240p'));
    expect(reasons.at(-1)).not.toContain('nobody sees');
    expect(await player.events('stallstart')).toEqual([]);
    expect(await player.events('warning')).toEqual([]);
  });
}
