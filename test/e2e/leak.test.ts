import { expect, test } from './harness-test.ts';

const CYCLES = 200;
/** From here on caches are warm and code is compiled. */
const WARM_CYCLES = 50;
/** A leaked load holds its manifest model and its listeners: some 50 kB each, 7 MB over the cycles measured. */
const MAX_GROWTH_BYTES = 1_000_000;

for (const manifest of ['av1/manifest.mpd', 'hls-fmp4-muxed/master.m3u8']) {
  test(`${CYCLES} cycles of load and unload on ${manifest} leave nothing behind`, async ({
    player,
    mediaUrl,
  }) => {
    test.setTimeout(120_000);
    await player.open();
    const session = await player.page.context().newCDPSession(player.page);
    const cycle = (count: number): Promise<void> =>
      player.page.evaluate(
        async ([url, times]) => {
          const { harness } = window;
          for (let i = 0; i < times; i++) {
            await harness.player.load(url);
            harness.player.unload();
            harness.forget();
          }
        },
        [mediaUrl(manifest), count] as const,
      );
    await cycle(WARM_CYCLES);
    const heldBefore = await player.held();
    const heapBefore = await player.heapBytes(session);
    await cycle(CYCLES - WARM_CYCLES);
    const heapAfter = await player.heapBytes(session);
    await expect.poll(() => player.held()).toEqual(heldBefore);
    expect(await player.held()).toMatchObject({
      listeners: 0,
      timers: 0,
      objectUrls: 0,
      sourceBuffers: 0,
      fetches: 0,
    });
    console.log(`${manifest}: heap ${heapBefore} → ${heapAfter} B over ${CYCLES - WARM_CYCLES} cycles`);
    expect(heapAfter - heapBefore).toBeLessThan(MAX_GROWTH_BYTES);
  });
}

test('a load keeps nothing alive of those before it', async ({ player, mediaUrl }) => {
  await player.open();
  const session = await player.page.context().newCDPSession(player.page);
  for (const manifest of [
    'av1/manifest.mpd',
    'hls-fmp4-muxed/master.m3u8',
    'vp9/manifest.mpd',
    'av1/manifest.mpd',
  ])
    await player.loadWell(mediaUrl(manifest));
  await session.send('HeapProfiler.collectGarbage');
  const { result } = await session.send('Runtime.evaluate', { expression: 'MediaSource.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
  });
  const { result: alive } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: 'function () { return this.length; }',
  });
  expect(alive.value).toBe(1);
});
