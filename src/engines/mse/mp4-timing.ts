const CONTAINERS = new Set(['moov', 'mvex', 'trak', 'edts', 'mdia', 'moof', 'traf']);

/** Real files nest moov › trak › mdia › minf › stbl; deeper nesting is damage, made to exhaust the stack. */
const MAX_DEPTH = 8;

type Visit = (type: string, body: DataView, depth: number) => void;

/** Visits the boxes in `bytes`, depth first through containers; stops quietly where sizes make no sense. */
export function visitBoxes(bytes: Uint8Array, visit: Visit, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  while (position + 8 <= bytes.length) {
    const size32 = view.getUint32(position);
    const isLarge = size32 === 1 && position + 16 <= bytes.length;
    const header = isLarge ? 16 : 8;
    const size = isLarge ? Number(view.getBigUint64(position + 8)) : size32 || bytes.length - position;
    const end = Math.min(position + size, bytes.length);
    if (size < header) return;
    const type = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    const body = bytes.subarray(position + header, end);
    visit(type, new DataView(body.buffer, body.byteOffset, body.byteLength), depth);
    if (CONTAINERS.has(type)) visitBoxes(body, visit, depth + 1);
    position = end;
  }
}

/** What an init segment says of the times in a track. */
export interface TrackTiming {
  readonly isPicture: boolean;
  /** Ticks a second. */
  readonly timescale: number;
  /** Presentation times are earlier than the samples' composition times by so many ticks. */
  readonly editTicks: number;
  /** Ticks of a sample where its fragment does not say. */
  readonly sampleTicks: number;
}

/**
 * The tracks of an init segment, by id. Of an edit list only the first entry counts, and no empty one: as in Chromium.
 * @see ISO/IEC 14496-12 §8.4.2, §8.6.6, §8.8.3
 */
export function readTracks(init: Uint8Array): ReadonlyMap<number, TrackTiming> {
  const tracks = new Map<number, TrackTiming>();
  let trackId = 0;
  visitBoxes(init, (type, body) => {
    if (body.byteLength < 16) return;
    const isVersion1 = body.getUint8(0) === 1;
    if (isVersion1 && body.byteLength < 24) return;
    if (type === 'tkhd') trackId = body.getUint32(isVersion1 ? 20 : 12);
    const id = type === 'trex' ? body.getUint32(4) : trackId;
    const known = readTiming(type, body, isVersion1);
    if (known) tracks.set(id, { ...UNKNOWN, ...tracks.get(id), ...known });
  });
  return tracks;
}

const UNKNOWN: TrackTiming = { isPicture: false, timescale: NaN, editTicks: 0, sampleTicks: 0 };
/** `vide`. */
const VIDE = 0x76696465;

function readTiming(type: string, body: DataView, isVersion1: boolean): Partial<TrackTiming> | null {
  switch (type) {
    case 'mdhd':
      return { timescale: body.getUint32(isVersion1 ? 20 : 12) };
    case 'hdlr':
      return { isPicture: body.getUint32(8) === VIDE };
    case 'trex':
      return { sampleTicks: body.getUint32(12) };
    case 'elst': {
      const mediaTicks = isVersion1 ? Number(body.getBigInt64(16)) : body.getInt32(12);
      return body.getUint32(4) > 0 ? { editTicks: Math.max(0, mediaTicks) } : null;
    }
    default:
      return null;
  }
}

/**
 * When the media of a moof box is presented, in seconds; null where it does not say. The picture decides where there is
 * one; sound may begin a frame earlier. Sound that an edit list cuts off (an encoder's priming) is not presented.
 * @see ISO/IEC 14496-12 §8.8.7, §8.8.8, §8.8.12
 */
export function readStartSec(moof: Uint8Array, tracks: ReadonlyMap<number, TrackTiming>): number | null {
  let track = UNKNOWN;
  let sampleTicks = 0;
  let decodeTicks = NaN;
  let pictureSec = Infinity;
  let soundSec = Infinity;
  visitBoxes(moof, (type, body) => {
    if (body.byteLength < 8) return;
    if (type === 'tfhd') {
      track = tracks.get(body.getUint32(4)) ?? UNKNOWN;
      sampleTicks = readSampleTicks(body) ?? track.sampleTicks;
    } else if (type === 'tfdt') decodeTicks = readDecodeTicks(body);
    if (type !== 'trun') return;
    const sec = (decodeTicks + leastDelay(body, sampleTicks) - track.editTicks) / track.timescale;
    decodeTicks = NaN; // further runs come later
    if (track.isPicture) pictureSec = earlier(pictureSec, sec);
    else soundSec = earlier(soundSec, Math.max(0, sec));
  });
  const startSec = pictureSec < Infinity ? pictureSec : soundSec;
  return startSec < Infinity ? startSec : null;
}

/** The earlier of two times; `sec` may be unknown (NaN). */
const earlier = (knownSec: number, sec: number): number => (sec < knownSec ? sec : knownSec);

function readDecodeTicks(tfdt: DataView): number {
  const isVersion1 = tfdt.getUint8(0) === 1 && tfdt.byteLength >= 12;
  return isVersion1 ? Number(tfdt.getBigUint64(4)) : tfdt.getUint32(4);
}

/** A fragment's default duration of a sample, ticks; null: as the init segment says. */
function readSampleTicks(tfhd: DataView): number | null {
  const flags = tfhd.getUint32(0);
  const at = 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
  return flags & 8 && tfhd.byteLength >= at + 4 ? tfhd.getUint32(at) : null;
}

/** Ticks from the decode time of a run to the first presentation time in it: with B-frames they differ. */
function leastDelay(trun: DataView, sampleTicks: number): number {
  const flags = trun.getUint32(0);
  if ((flags & 0x800) === 0) return 0;
  const sampleBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  const count = trun.getUint32(4);
  let at = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  let elapsed = 0;
  let least = Infinity;
  for (let sample = 0; sample < count && at + sampleBytes <= trun.byteLength; sample++) {
    // Version 0 is unsigned; no honest value has the highest bit, and not all encoders keep to it.
    least = Math.min(least, elapsed + trun.getInt32(at + sampleBytes - 4));
    elapsed += flags & 0x100 ? trun.getUint32(at) : sampleTicks;
    at += sampleBytes;
  }
  return least;
}
