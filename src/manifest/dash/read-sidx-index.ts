import type { DeferredIndex, SegmentIndex } from '../../model/segment-index.ts';
import type { ByteRange, InitSegment } from '../../model/segment.ts';
import { manifestMalformed } from '../manifest-malformed.ts';
import { readBox, viewBytes } from '../mp4/boxes.ts';
import type { Box } from '../mp4/boxes.ts';
import { readSidx } from '../mp4/sidx.ts';
import type { Sidx } from '../mp4/sidx.ts';
import { createArrayIndex } from '../segment-array-index.ts';
import { createSegment } from './create-segment.ts';
import { createInitSegment } from './init-segment.ts';
import { EDGE_SEC } from './segment-runs.ts';
import { PROBE_BYTES } from './sidx-source.ts';
import type { IndexedFile, ReadSidxIndex } from './sidx-source.ts';

interface Subsegment {
  readonly startSec: number;
  readonly endSec: number;
  readonly range: ByteRange;
}

/** What reading an index has come to; each answer that needs another request hands it on. */
interface Progress {
  readonly file: IndexedFile;
  readonly init: InitSegment | null;
  readonly found: readonly Subsegment[];
  /** Places of further sidx boxes (hierarchical index). */
  readonly pending: readonly ByteRange[];
  readonly requests: number;
}

/** A hierarchical index asks for one sidx in many minutes of media; more than this is a loop or an attack. */
const MAX_REQUESTS = 1000;
/** No box before the media is as large: a moov of a fragmented file, a sidx of 65,535 references (786 kB). */
const MAX_INDEX_BYTES = 2 ** 26;

/**
 * Reads the first answer. What it begins with, where that is the init segment, the segments carry.
 * @throws PlayerError `manifest-malformed`
 */
export const readSidxIndex: ReadSidxIndex = (file, range, bytes, url) => {
  const { init, indexRange } = file;
  const progress: Progress = { file, init, found: [], pending: [], requests: 0 };
  const indexAt = indexRange ? indexRange.start - range.start : 0;
  if (!init || !indexRange || indexAt === 0) return readAnswer(progress, range, bytes, url);
  const initBytes = bytes.slice(0, Number(init.range?.end) + 1 - range.start);
  const withBytes = { ...progress, init: { ...init, bytes: initBytes } };
  return readAnswer(withBytes, indexRange, bytes.subarray(indexAt), url);
};

function ask(progress: Progress, range: ByteRange): DeferredIndex {
  const { file, init } = progress;
  return {
    type: 'deferred',
    request: { type: 'index', urls: file.indexUrls ?? file.urls, range },
    init,
    async read(answer) {
      const { bytes, url } = await answer;
      return readAnswer(progress, range, bytes, url);
    },
  };
}

interface TopLevel {
  readonly moovEnd: number | null;
  readonly sidx: Box | null;
  /** Where the scan stopped: at a sidx, at media, or behind the last box. */
  readonly end: number;
  /** How many bytes to ask for from there; 0: all that is needed is here. */
  readonly missingBytes: number;
}

/** Goes over the top-level boxes up to the first sidx or media. */
function scanBoxes(view: DataView): TopLevel {
  let moovEnd: number | null = null;
  let end = 0;
  for (let box = readBox(view, 0); box; box = readBox(view, end)) {
    if (/moof|mdat/.test(box.type)) return { moovEnd, sidx: null, end, missingBytes: 0 };
    if (box.type === 'sidx')
      return { moovEnd, sidx: box, end, missingBytes: box.end > view.byteLength ? box.end - end : 0 };
    end = box.end;
    if (box.type === 'moov') moovEnd = end;
  }
  return { moovEnd, sidx: null, end, missingBytes: end > view.byteLength ? PROBE_BYTES : 0 };
}

/** Reads `bytes`, the answer to `range`: on to the next request, or all segments are known. */
function readAnswer(
  before: Progress,
  range: ByteRange,
  bytes: Uint8Array,
  url: string,
): SegmentIndex | DeferredIndex {
  const { file } = before;
  const view = viewBytes(bytes);
  const { moovEnd, sidx: box, end, missingBytes } = scanBoxes(view);
  const stopAt = range.start + end;
  const fail = (problem: string): never => {
    throw manifestMalformed(url, `${problem} at byte ${stopAt}`);
  };
  const init = before.init ?? createMoovInit(file, range.start, moovEnd, bytes);
  const progress = { ...before, init, requests: before.requests + 1 };
  if (progress.requests > MAX_REQUESTS) fail('Too many sidx boxes');
  if (missingBytes > 0) {
    const isFileEnd = bytes.length < Number(range.end) - range.start + 1;
    if (isFileEnd || !(end + missingBytes < bytes.length + MAX_INDEX_BYTES)) fail('The file ends');
    return ask(progress, { start: stopAt, end: stopAt + missingBytes - 1 });
  }
  if (box) {
    const sidx = readSidx(view, box) ?? fail('Broken sidx box');
    return follow(addReferences(progress, sidx, file.indexUrls ? 0 : range.start + box.end));
  }
  if (isIndexPromised(before)) fail('No sidx box');
  return createIndex({ ...progress, found: [coverFile(file, stopAt)] });
}

/** On to the next sidx of a hierarchical index, or done. */
function follow(progress: Progress): SegmentIndex | DeferredIndex {
  const [next, ...pending] = progress.pending;
  return next ? ask({ ...progress, pending }, next) : createIndex(progress);
}

/** All up to the end of the moov box; its bytes too, where they have come. */
function createMoovInit(
  { urls }: IndexedFile,
  offset: number,
  moovEnd: number | null,
  bytes: Uint8Array,
): InitSegment | null {
  if (moovEnd === null) return null;
  const init = createInitSegment(urls, { start: 0, end: offset + moovEnd - 1 });
  return offset === 0 && moovEnd <= bytes.length ? { ...init, bytes: bytes.slice(0, moovEnd) } : init;
}

/** Whether the manifest says that there is a sidx here. */
function isIndexPromised({ file, found }: Progress): boolean {
  return file.indexRange !== null || file.indexUrls !== null || found.length > 0;
}

/** A file without index is one segment: all that follows its init segment. */
function coverFile({ timeline }: IndexedFile, start: number): Subsegment {
  return { startSec: timeline.windowStartSec, endSec: timeline.windowEndSec, range: { start, end: null } };
}

/** What the references of a sidx add. `anchor`: the byte its offsets count from. */
function addReferences(progress: Progress, sidx: Sidx, anchor: number): Progress {
  const offsetSec = progress.file.timeline.offsetSec ?? 0;
  const found = [...progress.found];
  const deeper: ByteRange[] = [];
  let start = anchor + sidx.firstOffset;
  let ticks = sidx.earliestPresentationTime;
  for (const { isIndex, sizeBytes, duration } of sidx.references) {
    const end = start + sizeBytes - 1;
    const startSec = offsetSec + ticks / sidx.timescale;
    ticks += duration;
    if (isIndex) deeper.push({ start, end: Math.min(end, start + PROBE_BYTES - 1) });
    else if (sizeBytes > 0)
      found.push({ startSec, endSec: offsetSec + ticks / sidx.timescale, range: { start, end } });
    start = end + 1;
  }
  return { ...progress, found, pending: [...deeper, ...progress.pending] };
}

function createIndex({ file, init, found }: Progress): SegmentIndex {
  const { urls, timeline, isComplete } = file;
  const { windowStartSec, windowEndSec } = timeline;
  const segments = found
    .filter(({ startSec, endSec }) => endSec > windowStartSec && startSec < windowEndSec - EDGE_SEC)
    .sort((a, b) => a.startSec - b.startSec)
    .map((subsegment, position) => {
      const startSec = Math.max(subsegment.startSec, windowStartSec);
      const durationSec = Math.min(subsegment.endSec, windowEndSec) - startSec;
      return createSegment({
        position,
        startSec,
        durationSec,
        urls,
        range: subsegment.range,
        init,
        timeline,
      });
    });
  return createArrayIndex(segments, { isComplete });
}
