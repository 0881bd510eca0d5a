import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness } from './mse-harness.ts';

const VIDEO_BPS = 300_000; // of the lowest, and that times 2 and 3 of the others
const SEGMENT_SEC = 2;
const CHUNKS = 4;

/** A title of three qualities of sound, on a link that gives each request so much. */
function playOnLink(linkBpsAt: (nowSec: number) => number): MseHarness {
  const videoPayloadBytes = (VIDEO_BPS / 8) * SEGMENT_SEC;
  const title = createDashTitle({
    ...{ segmentCount: 120, videoPayloadBytes, audioLadderBps: [64_000, 128_000, 192_000] },
  });
  const harness: MseHarness = new MseHarness(title, {
    buffer: { aheadSec: 10 },
    answer: (path) => {
      const bytes = title.files.get(path);
      if (!bytes || !path.endsWith('.m4s')) return undefined;
      const size = Math.ceil(bytes.length / CHUNKS);
      const chunks = Array.from({ length: CHUNKS }, (_, part) => bytes.slice(part * size, (part + 1) * size));
      return { chunks, chunkEveryMs: (size * 8000) / linkBpsAt(harness.clock.nowMs() / 1000) };
    },
  });
  return harness;
}

const soundOf = (paths: readonly string[]): string[] => [
  ...new Set(paths.filter((path) => /^a\d\/\d/.test(path)).map((path) => path.slice(0, 2))),
];

describe('the sound beside a picture', () => {
  it('gives way to it when the link falls, comes back late when it rises, and nothing stops', async () => {
    let linkBps = 8e6;
    const harness = playOnLink(() => linkBps);
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    let stuckSec = 0;
    let atSec = -1;
    const play = async (sec: number): Promise<readonly string[]> => {
      const count = harness.paths.length;
      for (let step = 0; step < sec * 10; step++) {
        await harness.run(100);
        if (harness.element.currentTime === atSec) stuckSec += 0.1;
        atSec = harness.element.currentTime;
      }
      return harness.pathsSince(count);
    };
    expect(soundOf(harness.paths)).toEqual(['a2']);
    expect(soundOf(await play(50)), 'once, when it has been good for long').toEqual(['a2', 'a3']);

    linkBps = 500_000;
    await play(8);
    const slow = await play(12);
    expect(soundOf(slow)).toEqual(['a1']);
    expect(slow.filter((path) => path.startsWith('v')).length).toBeGreaterThan(4);

    linkBps = 8e6;
    expect(soundOf(await play(8)), 'not at once').toEqual(['a1']);
    await play(15);
    expect(soundOf(await play(10))).toEqual(['a3']);
    expect(stuckSec).toBeLessThan(0.5);
    const reasons = harness.ofType('decision').map(({ decision }) => decision.reason);
    expect(reasons.some((reason) => reason.includes('sound at 0.06 Mbit/s'))).toBe(true);
    expect(harness.ofType('warning')).toEqual([]);
    // The new rendition's init segment goes before its media, into the same buffer.
    expect(harness.paths.indexOf('a1/init.mp4')).toBeGreaterThan(harness.paths.indexOf('a3/init.mp4'));
  });
});

describe('how far the sound is fetched', () => {
  /** When each segment was asked for, on the clock of a server that takes so long to the head of an answer, by kind. */
  const askedAt = async (headAfterMs: { readonly v: number; readonly a: number }) => {
    const title = createDashTitle({ segmentCount: 10 });
    const asked = { v: new Array<number>(), a: new Array<number>() };
    const harness: MseHarness = new MseHarness(title, {
      answer: (path) => {
        const kind = path.startsWith('v') ? 'v' : 'a';
        const bytes = title.files.get(path);
        if (!bytes || !path.endsWith('.m4s')) return undefined;
        asked[kind].push(harness.clock.nowMs());
        return { headAfterMs: headAfterMs[kind], chunks: [bytes] };
      },
    });
    void harness.load();
    await harness.runUntil(() => asked.v.length === 10 && asked.a.length === 10);
    return asked;
  };

  it('beside the picture on its way and no farther, and on as soon as that is here', async () => {
    const asked = await askedAt({ v: 1000, a: 20 });
    expect(asked.a).toEqual(asked.v);
  });

  it('the same after a seek into the middle of a segment', async () => {
    const title = createDashTitle({ segmentCount: 30 });
    const harness: MseHarness = new MseHarness(title, {
      buffer: { aheadSec: 4 },
      answer: (path) => {
        const bytes = title.files.get(path);
        return bytes && /^v\d\/\d/.test(path) ? { headAfterMs: 1000, chunks: [bytes] } : undefined;
      },
    });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    const count = harness.paths.length;
    harness.element.currentTime = 41.5; // in the 21st, from 40 to 42 s
    await harness.run(900);
    expect(harness.pathsSince(count).filter((path) => path.startsWith('a'))).toEqual(['a1/21.m4s']);
    await harness.run(200);
    expect(
      harness
        .pathsSince(count)
        .filter((path) => path.startsWith('a'))
        .slice(0, 2),
    ).toEqual(['a1/21.m4s', 'a1/22.m4s']);
  });

  it('the picture waits for no sound', async () => {
    const asked = await askedAt({ v: 20, a: 1000 });
    expect(asked.v.at(-1)).toBeLessThan(asked.a[2] ?? 0);
  });
});
