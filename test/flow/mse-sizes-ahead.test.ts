import { describe, expect, it } from 'vitest';
import type { EngineAbrInput } from '../../src/model/abr.ts';
import { createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { MseHarness } from './mse-harness.ts';

const SEGMENTS = 12;
const SEGMENT_SEC = 2;
/** Of the segment of each number, in every rendition, kbit/s. */
const kbpsOf = (number: number): number => 100 * number;
const bytesOf = (number: number): number => (kbpsOf(number) * 1000 * SEGMENT_SEC) / 8;

/** A title whose playlists tell the rate of each segment (RFC 8216bis §4.4.4.8, EXT-X-BITRATE). */
function titleThatTells(): ToyTitle {
  const title = createHlsTitle({ segmentCount: SEGMENTS, segmentSec: SEGMENT_SEC });
  const files = new Map(title.files);
  for (const path of ['v1.m3u8', 'v2.m3u8', 'v3.m3u8']) {
    let number = 0;
    const told = new TextDecoder()
      .decode(files.get(path))
      .replace(/#EXTINF/g, () => `#EXT-X-BITRATE:${kbpsOf((number += 1))}\n#EXTINF`);
    files.set(path, new TextEncoder().encode(told));
  }
  return { ...title, files };
}

describe('sizes of coming segments', () => {
  it('are told to the controller, of the next one and four behind it, by renditions whose playlist is here', async () => {
    const asked: EngineAbrInput[] = [];
    const harness = new MseHarness(titleThatTells(), {
      decide: (input) => {
        asked.push(input);
        return { renditionId: input.renditions[1]?.id ?? '', reason: 'the test wants it', estimateBps: null };
      },
    });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    const tellOf = (input: EngineAbrInput | undefined, rung: number): readonly (number | null)[] => {
      const rendition = input?.renditions[rung];
      return [rendition?.nextSegmentBytes ?? null, ...(rendition?.laterSegmentBytes ?? [])];
    };
    const choices = asked.filter(({ inFlight }) => inFlight === null);
    // The first choice comes before any playlist of the picture.
    const known = choices.filter((input) => tellOf(input, 1)[0] !== null);
    expect(known.length).toBeGreaterThanOrEqual(SEGMENTS - 2);
    for (const input of known) {
      const [next = null] = tellOf(input, 1);
      const number = Math.round(((next ?? 0) * 8) / SEGMENT_SEC / 1000 / 100);
      const coming = [0, 1, 2, 3, 4].map((behind) => number + behind).filter((each) => each <= SEGMENTS);
      expect(tellOf(input, 1)).toEqual(coming.map(bytesOf));
      expect(tellOf(input, 2)).toEqual([null]);
    }
    const numbers = known.map((input) => tellOf(input, 1)[0]);
    expect(numbers).toEqual([...numbers].sort((one, other) => (one ?? 0) - (other ?? 0)));
    expect(numbers.at(-1)).toBe(bytesOf(SEGMENTS));
  });
});
