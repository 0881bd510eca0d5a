import { describe, expect, it } from 'vitest';
import { initSegment, visualEntry } from '../fixtures/toy-mp4.ts';
import { createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { MseHarness } from './mse-harness.ts';

/** HLS whose playlists name no codecs; the media of these renditions is VVC, which no browser decodes. */
function createTitle(...undecodable: readonly string[]): ToyTitle {
  const title = createHlsTitle();
  const files = new Map(title.files);
  const master = new TextDecoder().decode(files.get('master.m3u8')).replace(/CODECS="[^"]*",/g, '');
  files.set('master.m3u8', new TextEncoder().encode(master));
  const init = initSegment({ id: 1, kind: 'video', timescale: 1000, entry: visualEntry('vvc1') });
  for (const id of undecodable) files.set(`${id}/init.mp4`, init);
  return { ...title, files };
}

const mse = { isTypeSupported: (type: string) => !type.includes('vvc1') };
const mediaOf = (harness: MseHarness, id: string): number =>
  harness.paths.filter((path) => path.startsWith(`${id}/`) && path.endsWith('.m4s')).length;

describe('renditions whose media tells that they cannot be decoded', () => {
  it.each([['v1'], ['v2'], ['v3']])('are left out: %s, and the others play', async (id) => {
    const harness = new MseHarness(createTitle(id), { mse });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.element.currentTime).toBe(20);
    // It was asked for once at the most, and then the app was told why it is gone.
    expect(mediaOf(harness, id)).toBeLessThanOrEqual(1);
    const warned = harness.ofType('warning').map(({ error }) => error.code);
    expect(warned).toEqual(mediaOf(harness, id) > 0 ? ['codec-unsupported'] : []);
  });

  it('end playback where none is left', async () => {
    const harness = new MseHarness(createTitle('v1', 'v2', 'v3'), { mse });
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed').map(({ error }) => error.code)).toEqual(['codec-unsupported']);
    expect(['v1', 'v2', 'v3'].map((id) => mediaOf(harness, id))).toEqual([1, 1, 1]);
  });
});
