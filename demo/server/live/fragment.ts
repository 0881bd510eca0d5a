import { findBox, listBoxes, longWord, makeBox, viewOf, words, type Box } from './boxes.ts';

/** One sample, as `trun` tells of it. Times in ticks of the track's timescale. */
export interface Sample {
  readonly durationTicks: number;
  readonly sizeBytes: number;
  readonly flags: number;
  readonly compositionTicks: number;
}

/** A movie fragment taken apart: what is needed to write it again, elsewhere in time or in pieces. */
export interface Fragment {
  readonly trackId: number;
  /** Decode time of the first sample (`tfdt`), ticks. */
  readonly decodeTicks: number;
  readonly samples: readonly Sample[];
  /** The samples' bytes, one after the other. */
  readonly data: Uint8Array;
  /** The sample group that all samples are in (`roll` of AAC): its type as four bytes, and its index. */
  readonly group: { readonly type: number; readonly index: number } | null;
}

/**
 * Takes a CMAF segment of one fragment apart. Its `styp` and `sidx` are left: a live segment needs neither, and those
 * of the original would be wrong.
 *
 * @throws Error where it holds what this does not copy: several fragments, tracks or runs, encryption, data elsewhere
 * @see ISO/IEC 23000-19 §7.3.2.3, ISO/IEC 14496-12 §8.8
 */
export function readFragment(bytes: Uint8Array): Fragment {
  const file = viewOf(bytes);
  const traf = findBox(file, 'moof', 'traf').body;
  const unknown = listBoxes(traf).find(({ type }) => !['tfhd', 'tfdt', 'trun', 'sbgp'].includes(type));
  if (unknown) throw new Error(`a fragment with ${unknown.type} is not copied`);
  const header = readHeader(findBox(traf, 'tfhd').body);
  const samples = readSamples(findBox(traf, 'trun').body, header);
  const mdat = findBox(file, 'mdat').body;
  const data = new Uint8Array(mdat.buffer, mdat.byteOffset, mdat.byteLength);
  if (data.length !== sum(samples, 'sizeBytes')) throw new Error('mdat holds more or less than the samples');
  const group = readGroup(
    listBoxes(traf).find(({ type }) => type === 'sbgp'),
    samples.length,
  );
  return {
    trackId: header.trackId,
    decodeTicks: readDecodeTime(findBox(traf, 'tfdt').body),
    samples,
    data,
    group,
  };
}

function sum(samples: readonly Sample[], field: 'sizeBytes' | 'durationTicks'): number {
  return samples.reduce((total, sample) => total + sample[field], 0);
}

/** How long a fragment lasts, ticks. */
export function fragmentTicks({ samples }: Pick<Fragment, 'samples'>): number {
  return sum(samples, 'durationTicks');
}

interface FragmentHeader extends Pick<Sample, 'durationTicks' | 'sizeBytes' | 'flags'> {
  readonly trackId: number;
}

/** `tfhd`. The defaults of `trex`, in the init segment, are not asked: NaN is what is missing here. */
function readHeader(body: DataView): FragmentHeader {
  const flags = body.getUint32(0);
  if (flags & 1) throw new Error('a base data offset is not followed');
  let at = flags & 2 ? 12 : 8;
  const next = (bit: number): number => {
    if (!(flags & bit)) return NaN;
    at += 4;
    return body.getUint32(at - 4);
  };
  return {
    trackId: body.getUint32(4),
    durationTicks: next(0x8),
    sizeBytes: next(0x10),
    flags: next(0x20),
  };
}

/** `tfdt` of either version, ticks. */
function readDecodeTime(body: DataView): number {
  const isLong = body.getUint8(0) === 1;
  return isLong ? Number(body.getBigUint64(4)) : body.getUint32(4);
}

function readSamples(body: DataView, defaults: FragmentHeader): Sample[] {
  const version = body.getUint8(0);
  const flags = body.getUint32(0) & 0xffffff;
  let at = flags & 0x1 ? 12 : 8;
  const next = (bit: number, fallback: number): number => {
    if (!(flags & bit)) return fallback;
    at += 4;
    return body.getUint32(at - 4);
  };
  const firstFlags = next(0x4, defaults.flags);
  const samples = Array.from({ length: body.getUint32(4) }, (_, i) => {
    const durationTicks = next(0x100, defaults.durationTicks);
    const sizeBytes = next(0x200, defaults.sizeBytes);
    const sampleFlags = next(0x400, i === 0 ? firstFlags : defaults.flags);
    const composition = next(0x800, 0);
    const compositionTicks = version === 0 ? composition : composition | 0;
    return { durationTicks, sizeBytes, flags: sampleFlags, compositionTicks };
  });
  if (samples.some((sample) => Object.values(sample).some(Number.isNaN))) {
    throw new Error('the fragment leaves a default to the init segment');
  }
  return samples;
}

function readGroup(sbgp: Box | undefined, sampleCount: number): Fragment['group'] {
  if (!sbgp) return null;
  const { body } = sbgp;
  const isWhole = body.getUint32(8) === 1 && body.getUint32(12) === sampleCount;
  if (body.getUint8(0) !== 0 || !isWhole)
    throw new Error('sample groups of a part of the samples are not copied');
  return { type: body.getUint32(4), index: body.getUint32(16) };
}

/** Samples `from` to before `to` of a fragment, as a fragment of its own. */
export function sliceFragment(fragment: Fragment, from: number, to: number): Fragment {
  const before = fragment.samples.slice(0, from);
  const samples = fragment.samples.slice(from, to);
  const startByte = sum(before, 'sizeBytes');
  return {
    ...fragment,
    decodeTicks: fragment.decodeTicks + sum(before, 'durationTicks'),
    samples,
    data: fragment.data.subarray(startByte, startByte + sum(samples, 'sizeBytes')),
  };
}

/**
 * Writes `moof` and `mdat`. Each sample's fields are written out, so nothing hangs on defaults; the decode time takes
 * 64 bits whatever it is, for a channel that began long ago outgrows 32.
 *
 * @param sequenceNumber of the fragment (`mfhd`); it grows from one to the next, and wraps at 32 bits
 * @see ISO/IEC 14496-12 §8.8.4 to §8.8.12
 */
export function writeFragment(fragment: Fragment, sequenceNumber: number): Uint8Array<ArrayBuffer> {
  const { trackId, decodeTicks, samples, data, group } = fragment;
  const rows = samples.flatMap((one) => [one.durationTicks, one.sizeBytes, one.flags, one.compositionTicks]);
  const groups = group ? [makeBox('sbgp', words(0, group.type, 1, samples.length, group.index))] : [];
  const write = (dataOffset: number): Uint8Array<ArrayBuffer> =>
    makeBox(
      'moof',
      makeBox('mfhd', words(0, sequenceNumber)),
      makeBox(
        'traf',
        // Offsets count from the moof; there is no default.
        makeBox('tfhd', words(0x020000, trackId)),
        makeBox('tfdt', words(0x01000000), longWord(decodeTicks)),
        // Version 1: composition offsets may be negative.
        makeBox('trun', words(0x01000f01, samples.length, dataOffset, ...rows)),
        ...groups,
      ),
    );
  const mdatHeaderBytes = 8;
  const moof = write(write(0).length + mdatHeaderBytes);
  const mdat = makeBox('mdat', data);
  const whole = new Uint8Array(moof.length + mdat.length);
  whole.set(moof);
  whole.set(mdat, moof.length);
  return whole;
}
