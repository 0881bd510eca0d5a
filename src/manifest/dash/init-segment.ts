import type { ByteRange, InitSegment, SegmentEncryption } from '../../model/segment.ts';

/** An init segment whose id tells its bytes: first URL and range. */
export function createInitSegment(
  urls: readonly string[],
  range: ByteRange | null,
  encryption: SegmentEncryption | null = null,
  bytes: Uint8Array | null = null,
): InitSegment {
  const id = range ? `${urls[0] ?? ''}#${range.start}-${range.end ?? ''}` : (urls[0] ?? '');
  return { id, urls, range, encryption, bytes };
}
