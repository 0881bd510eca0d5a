import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { DeferredIndex, SegmentIndex } from '../../model/segment-index.ts';
import type { ByteRange } from '../../model/segment.ts';
import { createInitSegment } from './init-segment.ts';
import { readSidxIndex } from './read-sidx-index.ts';
import { createSidxSource } from './sidx-source.ts';
import type { IndexedFile } from './sidx-source.ts';

const urls = ['https://a/v.mp4', 'https://b/v.mp4'];
const timeline = { id: 'p', offsetSec: 100, windowStartSec: 100, windowEndSec: 110 };
const file: IndexedFile = {
  urls,
  indexUrls: null,
  indexRange: null,
  init: null,
  timeline,
  isComplete: true,
};

const createSource = (described: IndexedFile): DeferredIndex =>
  createSidxSource(described, () => Promise.resolve(readSidxIndex));

function box(type: string, body: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  return bytes;
}

type Reference = readonly [sizeBytes: number, duration: number, isIndex?: boolean];

/** A sidx with a timescale of 10. */
function sidx(references: readonly Reference[], start = 0, version = 0, firstOffset = 0): Uint8Array {
  const wide = version === 0 ? 4 : 8;
  const body = new Uint8Array(16 + wide * 2 + references.length * 12);
  const view = new DataView(body.buffer);
  view.setUint8(0, version);
  view.setUint32(8, 10);
  view.setUint32(12 + wide - 4, start);
  view.setUint32(12 + wide * 2 - 4, firstOffset);
  view.setUint16(14 + wide * 2, references.length);
  references.forEach(([size, duration, isIndex = false], i) => {
    view.setUint32(16 + wide * 2 + i * 12, size + (isIndex ? 2 ** 31 : 0));
    view.setUint32(20 + wide * 2 + i * 12, duration);
  });
  return box('sidx', body);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Serves the requests from `bytes` until there is an index; lists the ranges asked for. */
async function read(
  source: DeferredIndex,
  bytes: Uint8Array,
): Promise<{ index: SegmentIndex; ranges: readonly string[] }> {
  const ranges: string[] = [];
  let current: DeferredIndex | SegmentIndex = source;
  while ('request' in current) {
    const { start, end }: ByteRange = current.request.range!;
    ranges.push(`${start}-${end ?? ''}`);
    current = await current.read({ bytes: bytes.subarray(start, (end ?? Infinity) + 1), url: urls[0]! });
  }
  return { index: current, ranges };
}

function spansOf(index: SegmentIndex): readonly unknown[] {
  return Array.from({ length: index.count }, (_, i) => {
    const { startSec, durationSec, range, sizeBytes } = index.at(i)!;
    return [startSec, durationSec, range?.start, range?.end, sizeBytes];
  });
}

const moov = box('moov', new Uint8Array(92));
const media = box('mdat', new Uint8Array(992));

describe('createSidxSource', () => {
  it('asks for init and index together where they lie close, and hands the init over', async () => {
    const index = sidx(
      [
        [500, 20],
        [500, 30],
      ],
      0,
      1,
      4,
    );
    const init = createInitSegment(urls, { start: 0, end: 99 });
    const source = createSource({ ...file, init, indexRange: { start: 100, end: 99 + index.length } });
    expect(source.init).toBe(null);
    const { index: segments, ranges } = await read(source, join(moov, index, media));
    expect(ranges).toEqual([`0-${99 + index.length}`]);
    const first = 100 + index.length + 4;
    expect(spansOf(segments)).toEqual([
      [100, 2, first, first + 499, 500],
      [102, 3, first + 500, first + 999, 500],
    ]);
    expect(segments.at(0)).toMatchObject({ urls, timeline, init: { id: init.id, bytes: moov } });
  });

  it('takes what lies before the index as init where none is named', async () => {
    const index = sidx([[500, 20]]);
    const source = createSource({ ...file, indexRange: { start: 100, end: 99 + index.length } });
    expect((await read(source, join(moov, index, media))).index.at(0)?.init?.bytes).toEqual(moov);
  });

  it('tells of code that does not come when no request is left behind', async () => {
    const source = createSidxSource(file, () => Promise.reject(new Error('no code')));
    let isAnswered = false;
    const answer = new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      isAnswered = true;
      return { bytes: new Uint8Array(8), url: 'https://a/v.mp4' };
    });
    await expect(source.read(answer)).rejects.toThrow('no code');
    expect(isAnswered).toBe(true);
  });

  it('asks for the init beside where it lies elsewhere or far away', async () => {
    const index = sidx([[500, 20]]);
    const elsewhere = createInitSegment(['https://a/i.mp4'], null);
    const source = createSource({
      ...file,
      init: elsewhere,
      indexRange: { start: 100, end: 99 + index.length },
    });
    expect(source.init).toBe(elsewhere);
    expect(source.request.range?.start).toBe(100);
    expect((await read(source, join(moov, index, media))).index.at(0)?.init).toBe(elsewhere);
    const near = createInitSegment(urls, { start: 0, end: 99 });
    const far = createSource({ ...file, init: near, indexRange: { start: 1_000_000, end: 1_000_100 } });
    expect([far.init, far.request.range?.start]).toEqual([near, 1_000_000]);
  });

  it('looks for moov and sidx from the start of the file', async () => {
    const index = sidx([[500, 20]]);
    const { index: segments, ranges } = await read(createSource(file), join(box('ftyp'), moov, index, media));
    expect(ranges).toEqual(['0-32767']);
    expect(segments.at(0)?.init).toMatchObject({
      range: { start: 0, end: 107 },
      bytes: join(box('ftyp'), moov),
    });
    expect(segments.at(0)?.range?.start).toBe(108 + index.length);
  });

  it('asks again for what the first bytes do not hold', async () => {
    const bigMoov = box('moov', new Uint8Array(40_000));
    const index = sidx(
      Array.from({ length: 3000 }, () => [10, 1] as const),
      0,
    );
    const { index: segments, ranges } = await read(createSource(file), join(bigMoov, index, media));
    expect(ranges).toEqual(['0-32767', '40008-72775', `40008-${40_007 + index.length}`]);
    // 10 s of them lie in the period.
    expect(segments.count).toBe(100);
    expect(segments.at(0)?.init).toMatchObject({ range: { start: 0, end: 40_007 }, bytes: null });
  });

  it('is one segment where the file has no index', async () => {
    const { index } = await read(createSource(file), join(moov, box('moof'), media));
    expect(spansOf(index)).toEqual([[100, 10, 100, null, null]]);
    expect((await read(createSource(file), moov)).index.at(0)?.range).toEqual({ start: 100, end: null });
  });

  it('follows a hierarchy, also one that goes on behind media', async () => {
    const leafA = sidx(
      [
        [100, 20],
        [100, 20],
      ],
      0,
    );
    const leafB = sidx(
      [
        [100, 20],
        [100, 20],
      ],
      40,
    );
    const root = sidx([
      [leafA.length + 200, 40, true],
      [leafB.length + 200, 40, true],
    ]);
    const chunk = box('mdat', new Uint8Array(92));
    const bytes = join(root, leafA, chunk, chunk, leafB, chunk, chunk);
    const { index, ranges } = await read(
      createSource({ ...file, indexRange: { start: 0, end: root.length - 1 } }),
      bytes,
    );
    expect(ranges.length).toBe(3);
    expect(spansOf(index).map((span) => (span as number[])[0])).toEqual([100, 102, 104, 106]);
    const startB = root.length + leafA.length + 200 + leafB.length;
    expect(index.at(2)?.range).toEqual({ start: startB, end: startB + 99 });

    const tail = sidx([[100, 20]], 20);
    const chain = sidx([
      [100, 20],
      [tail.length + 100, 20, true],
    ]);
    const chained = createSource({ ...file, indexRange: { start: 0, end: chain.length - 1 } });
    expect(spansOf((await read(chained, join(chain, chunk, tail, chunk))).index)).toEqual([
      [100, 2, chain.length, chain.length + 99, 100],
      [102, 2, chain.length + 100 + tail.length, chain.length + 199 + tail.length, 100],
    ]);
  });

  it('counts from the start of the media where the index is a file of its own', async () => {
    const source = createSource({ ...file, indexUrls: ['https://a/v.sidx'] });
    expect(source.request).toEqual({
      type: 'index',
      urls: ['https://a/v.sidx'],
      range: { start: 0, end: null },
    });
    expect(spansOf((await read(source, sidx([[500, 20]], 0, 0, 7))).index)).toEqual([[100, 2, 7, 506, 500]]);
  });

  it('cuts what lies outside of the period and leaves empty references out', async () => {
    const references = [
      [10, 30],
      [10, 30],
      [0, 30],
      [10, 30],
      [10, 30],
      [10, 30],
    ] as const;
    const index = sidx(references, 0);
    const early = { ...timeline, offsetSec: 96 };
    const source = createSource({
      ...file,
      timeline: early,
      indexRange: { start: 0, end: index.length - 1 },
    });
    const end = index.length;
    // Seconds 96-99, 99-102, (102-105), 105-108, 108-111, 111-114 of which 100-110 are shown.
    expect(spansOf((await read(source, index)).index)).toEqual([
      [100, 2, end + 10, end + 19, 10],
      [105, 3, end + 20, end + 29, 10],
      [108, 2, end + 30, end + 39, 10],
    ]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(50)],
    ['media', media],
    ['a sidx cut off', sidx([[500, 20]]).subarray(0, 30)],
    ['a sidx without a timescale', sidx([[500, 20]]).fill(0, 16, 20)],
    ['text', new TextEncoder().encode('<html>Not found</html>')],
  ])('says that %s is no index', async (_, bytes) => {
    const source = createSource({ ...file, indexRange: { start: 0, end: 49 } });
    await expect(read(source, bytes)).rejects.toMatchObject({ code: 'manifest-malformed' });
  });

  it('gives up on an index that leads to itself', async () => {
    const loop = sidx([[1000, 20, true]]);
    let current: DeferredIndex | SegmentIndex = createSource({
      ...file,
      indexRange: { start: 0, end: 43 },
    });
    let hops = 0;
    try {
      for (; 'request' in current; hops += 1) {
        current = await current.read({ bytes: loop, url: urls[0]! });
      }
    } catch (error) {
      if (!isPlayerError(error, 'manifest-malformed')) throw error;
    }
    expect(hops).toBe(1000);
  });
});
