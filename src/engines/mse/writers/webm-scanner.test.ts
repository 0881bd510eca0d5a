import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, u8, zeros } from '../../../../test/fixtures/toy-mp4.ts';
import { isPlayerError } from '../../../core/errors.ts';
import { WebmScanner } from './webm-scanner.ts';

const SEGMENT_URL = 'https://a.test/segment.webm?token=secret';
const UNKNOWN = u8(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/** Its size in two bytes. */
const sized = (id: readonly number[], body: Uint8Array): Uint8Array =>
  concat(u8(...id, 0x40 | (body.length >> 8), body.length & 0xff), body);
/** Its size in eight bytes, as muxers write who do not know it beforehand. */
const longSized = (id: readonly number[], body: Uint8Array): Uint8Array =>
  concat(u8(...id, 0x01, 0, 0, 0, 0, 0, body.length >> 8, body.length & 0xff), body);
const unknown = (id: readonly number[], body: Uint8Array): Uint8Array => concat(u8(...id), UNKNOWN, body);

const EBML = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT = [0x18, 0x53, 0x80, 0x67];
const TRACKS = [0x16, 0x54, 0xae, 0x6b];
const CUES = [0x1c, 0x53, 0xbb, 0x6b];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];
const timestamp = sized([0xe7], u8(0));
const block = (bytes: number): Uint8Array => sized([0xa3], zeros(bytes));
const group = sized([0xa0], zeros(20));
const media = sized(CLUSTER, concat(timestamp, block(300), group));

function detailOf(bytes: Uint8Array, cuts: readonly number[] = []): string | null {
  const scanner = new WebmScanner(SEGMENT_URL);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  let from = 0;
  try {
    for (const to of places) {
      scanner.push(bytes.subarray(from, to));
      from = to;
    }
    scanner.finish();
    return null;
  } catch (error) {
    if (!isPlayerError(error, 'segment-invalid')) throw error;
    expect(error.message).not.toContain('secret');
    return error.context.detail;
  }
}

describe('WebmScanner', () => {
  it.each([
    {
      name: 'an init segment',
      bytes: concat(sized(EBML, zeros(9)), unknown(SEGMENT, sized(TRACKS, zeros(40)))),
    },
    { name: 'two clusters', bytes: concat(media, media) },
    {
      name: 'clusters of unknown size, and what follows them',
      bytes: concat(
        unknown(CLUSTER, concat(timestamp, block(9))),
        unknown(CLUSTER, timestamp),
        sized(CUES, zeros(3)),
      ),
    },
    {
      name: 'a whole file',
      bytes: concat(sized(EBML, zeros(9)), sized(SEGMENT, concat(sized(TRACKS, zeros(4)), media))),
    },
    {
      name: 'sizes of eight bytes',
      bytes: longSized(CLUSTER, concat(timestamp, longSized([0xa3], zeros(301)))),
    },
    { name: 'padding', bytes: concat(sized([0xec], zeros(12)), media, sized([0xec], zeros(0))) },
  ])('takes $name, however it is cut', ({ bytes }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
        expect(detailOf(bytes, cuts)).toBeNull();
      }),
    );
  });

  it.each(['one-second.webm', 'one-second-streamed.webm'])(
    'takes %s as ffmpeg writes it, and not its half',
    (name) => {
      const file = new URL(`../../../../test/fixtures/media/${name}`, import.meta.url);
      const bytes = new Uint8Array(readFileSync(file));
      expect(detailOf(bytes, [17, 1000, 2000])).toBeNull();
      expect(detailOf(bytes.subarray(0, bytes.length / 2))).toContain('cut off');
    },
  );

  it('knows by the size of its clusters wherever it was cut off', () => {
    const ends = [media.length, 2 * media.length];
    const all = concat(media, media);
    for (let length = 1; length <= all.length; length++) {
      const detail = detailOf(all.subarray(0, length));
      expect(detail === null, `${length} bytes`).toBe(ends.includes(length));
    }
    expect(detailOf(u8())).toBe('it is empty');
  });

  it.each([
    { name: 'text', bytes: new TextEncoder().encode('<html>not found</html>'), says: 'WebM' },
    { name: 'zeros', bytes: zeros(100), says: 'EBML' },
    { name: 'elements of another format', bytes: sized([0x42, 0x86], zeros(4)), says: 'WebM' },
    { name: 'a block outside a cluster', bytes: concat(media, block(4)), says: 'WebM' },
    { name: 'tracks in a cluster', bytes: sized(CLUSTER, sized(TRACKS, zeros(4))), says: 'else than blocks' },
    {
      name: 'a block over the edge',
      bytes: concat(sized(CLUSTER, u8(0xa3, 0x88)), zeros(8)),
      says: 'larger',
    },
    { name: 'a block without an end', bytes: unknown(CLUSTER, unknown([0xa3], zeros(8))), says: 'larger' },
  ])('refuses $name', ({ bytes, says }) => {
    expect(detailOf(bytes)).toContain(says);
  });

  it('throws nothing but segment-invalid on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        expect(() => detailOf(concat(media, bytes), cuts)).not.toThrow();
      }),
    );
  });
});
