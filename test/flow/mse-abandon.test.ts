import { describe, expect, it } from 'vitest';
import type { FakeAnswer } from '../fixtures/fake-transport.ts';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { expectNothingLeft, MseHarness } from './mse-harness.ts';

/** Segments of 2 s as large as their bitrates say: 75 kB in the lowest, 225 kB in the highest. */
const VIDEO_BYTES = 75_000;

/** Plays in the highest rendition, at 11 Mbit/s, until its first segment behind 8 s, of which a quarter comes as fast, and then this. */
async function playIntoHole(
  rest: (bytes: Uint8Array) => FakeAnswer = () => ({ then: 'hang' }),
): Promise<{ harness: MseHarness; stuck: string }> {
  let stuck = '';
  const title = createDashTitle({ segmentCount: 30, videoPayloadBytes: VIDEO_BYTES });
  const harness: MseHarness = new MseHarness(title, {
    buffer: { aheadSec: 4 },
    chunkEveryMs: 40,
    answer: (path) => {
      const isHigh = /^v3\/\d+\.m4s$/.test(path);
      const isFirst = stuck === '' && isHigh && harness.element.currentTime > 8;
      const bytes = title.files.get(path);
      if (!isFirst || !bytes) return undefined;
      stuck = path;
      const quarter = bytes.length / 4;
      const { chunks = [], ...answer } = rest(bytes.slice(quarter));
      return { chunkEveryMs: 40, ...answer, chunks: [bytes.slice(0, quarter), ...chunks] };
    },
  });
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  await harness.runUntil(() => stuck !== '');
  return { harness, stuck };
}

/** At 300 kbit/s. */
const slowly = (bytes: Uint8Array): FakeAnswer => ({
  chunks: Array.from({ length: Math.ceil(bytes.length / 7500) }, (_, part) =>
    bytes.slice(part * 7500, (part + 1) * 7500),
  ),
  chunkEveryMs: 200,
});

describe('a segment that comes too slowly', () => {
  it('is abandoned for one in a lower rendition before the buffer is empty, and nothing is told as a fault', async () => {
    const { harness, stuck } = await playIntoHole(slowly);
    const count = harness.paths.length;
    const stuckNumber = stuck.split('/')[1] ?? '';
    await harness.runUntil(() => harness.pathsSince(count).some((path) => path.endsWith(`/${stuckNumber}`)));
    const again = harness.pathsSince(count).find((path) => path.endsWith(`/${stuckNumber}`));
    expect(again).toMatch(/^v[12]\//);
    expect(harness.snapshotAhead()).toBeGreaterThan(0);
    const reasons = harness.ofType('decision').map(({ decision }) => decision.reason);
    expect(reasons.filter((reason) => reason.startsWith('abandon'))).toHaveLength(1);
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('warning')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    // The rendition is not taken for broken: it comes back when the link does.
    expect(harness.pathsSince(count).some((path) => path.startsWith('v3/'))).toBe(true);
  });

  it('is asked for on another connection where nothing more comes of it, and plays on within seven seconds', async () => {
    const { harness, stuck } = await playIntoHole();
    const positionSec = harness.element.currentTime;
    const endSec = Number.parseInt(stuck.split('/')[1] ?? '') * 2;
    await harness.runUntil(
      () => harness.element.currentTime > endSec - 2,
      7000 + (endSec - 2 - positionSec) * 1000,
    );
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('leaves nothing behind where the engine is destroyed meanwhile', async () => {
    const { harness } = await playIntoHole();
    harness.engine.destroy();
    await harness.run(1000);
    expectNothingLeft(harness);
  });
});
