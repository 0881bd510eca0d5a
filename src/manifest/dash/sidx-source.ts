import type { DeferredIndex, SegmentIndex } from '../../model/segment-index.ts';
import type { ByteRange, InitSegment, MediaTimeline } from '../../model/segment.ts';
import { createInitSegment } from './init-segment.ts';

/** An MP4 file whose sidx says where its segments lie. */
export interface IndexedFile {
  /** Of the media; alternatives, best first. */
  readonly urls: readonly string[];
  /** Of a file of its own that holds the index; null: the index is in the media. */
  readonly indexUrls: readonly string[] | null;
  /** Null: look for it from the start of the file. */
  readonly indexRange: ByteRange | null;
  /** Null: all that lies before the index, or up to the end of the moov box. */
  readonly init: InitSegment | null;
  readonly timeline: MediaTimeline;
  readonly isComplete: boolean;
}

/** Reads the answer to the first request of a source: the bytes of `range`, which may begin with the init segment. */
export type ReadSidxIndex = (
  file: IndexedFile,
  range: ByteRange,
  bytes: Uint8Array,
  url: string,
) => SegmentIndex | DeferredIndex;

/** Loads `readSidxIndex`: all of its code is a lot for a title that has no such file. */
export type LoadSidxReader = () => Promise<ReadSidxIndex>;

/** Holds moov and sidx of nearly every file: 12 bytes a segment make 24 kB for 2,000 of them. */
export const PROBE_BYTES = 32768;
/** Init and index are asked for together where no more than this lies between them: less than a round trip costs. */
const MAX_GAP_BYTES = 65536;

/**
 * An index to be read from a sidx box. Where the init segment lies shortly before it in the same file, one request
 * gets both, and the segments carry the init's bytes.
 * @see ISO/IEC 23009-1 §5.3.9.2, ISO/IEC 14496-12 §8.16.3
 */
export function createSidxSource(described: IndexedFile, loadReader: LoadSidxReader): DeferredIndex {
  const { urls, indexUrls, indexRange } = described;
  const init = described.init ?? createInitBefore(described);
  const file = { ...described, init };
  const joint = findJointRange(file);
  const range = joint ?? indexRange ?? { start: 0, end: indexUrls ? null : PROBE_BYTES - 1 };
  return {
    type: 'deferred',
    request: { type: 'index', urls: indexUrls ?? urls, range },
    init: joint ? null : init,
    async read(answer) {
      const reader = loadReader();
      reader.catch(() => undefined); // told below, when no request is left behind
      const { bytes, url } = await answer;
      const readSidxIndex = await reader;
      return readSidxIndex(file, range, bytes, url);
    },
  };
}

/** Without an Initialization, all that lies before the index initialises the decoder. */
function createInitBefore({ urls, indexUrls, indexRange }: IndexedFile): InitSegment | null {
  if (!indexRange || indexUrls || indexRange.start === 0) return null;
  return createInitSegment(urls, { start: 0, end: indexRange.start - 1 });
}

/** The bytes from the init segment to the index, where they lie close together. */
function findJointRange({ urls, indexUrls, indexRange, init }: IndexedFile): ByteRange | null {
  if (!init || !indexRange) return null;
  const gapBytes = indexRange.start - (init.range?.end ?? Infinity);
  const isNear = gapBytes > 0 && gapBytes <= MAX_GAP_BYTES;
  return isNear && !indexUrls && init.urls[0] === urls[0]
    ? { start: init.range?.start ?? 0, end: indexRange.end }
    : null;
}
