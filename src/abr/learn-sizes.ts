import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { segmentSecOf } from './sane-input.ts';

/** So many of the last transfers tell. */
const MOST_TRANSFERS = 30;
/** And of those of the sound, which may be another one soon. */
const MOST_SOUNDS = 6;
/** How far the size of one segment may be off by chance, in nats; the mean of n is off by a root of n less. */
const CHANCE_NATS = 0.5;
/** What is larger by more than this had no rate declared: some manifests say 1 for all. Nor is less believed. */
const MOST_FACTOR = 8;

/** Before any segment has come, sizes are off what is declared by so much, in nats; it counts as so many segments. */
const SPREAD_AT_FIRST = 0.15;
const FIRST_WEIGHT = 3;
/** What is shorter than this share of a segment is a part of one. */
const LEAST_SHARE = 0.5;

/** Sizes that are off by so much count half, in nats. */
const HALF_RIGHT_NATS = 0.05;

/** What is learnt of sizes: of those that no manifest tells, and how right those are that one does. */
export interface LearntSizes {
  /** How large segments are, as a factor of what their renditions' declared rates say. */
  readonly ratio: number;
  /** What sound takes beside the picture where no rate is declared for it, bit/s; the ratio counts it in. */
  readonly besideBps: number;
  /** How far sizes that are told count: 1 where they turn out right, towards 0 the farther they are off; the rest is as declared. */
  readonly trust: number;
  /** How much sizes vary beside what their rates declare, as a standard deviation, in nats. */
  readonly spread: number;
}

/**
 * Learns from the segments that came how large they really are. HLS declares the rate of the largest segment, and so do many
 * packagers for DASH: in a title of variable rate that is far more than most take. It is as declared
 * (AVERAGE-BANDWIDTH, else 1) as long as chance may be what makes the difference.
 * @see RFC 8216bis §4.4.6.2, BANDWIDTH; ISO/IEC 23009-1 §5.3.5.2, @bandwidth
 */
export function learnSizes(input: AbrInput): LearntSizes {
  const declaredBps = new Map(input.renditions.map(({ id, bandwidthBps }) => [id, bandwidthBps]));
  const isOwn = ({ renditionId }: TransferSample): boolean => declaredBps.has(renditionId ?? '');
  const whole = input.samples.filter(({ type, mediaSec }) => type === 'segment' && (mediaSec ?? 0) > 0);
  const own = whole.filter(isOwn).slice(-MOST_TRANSFERS);
  // HLS does not tell what sound takes: its rates are those of picture and sound together.
  const mayHoldSound = input.audioBps === 0 && own.some(({ trackKind }) => trackKind === 'video');
  const isSound = (sample: TransferSample): boolean => sample.trackKind === 'audio' && !isOwn(sample);
  const beside = mayHoldSound ? whole.filter(isSound).slice(-MOST_SOUNDS) : [];
  const besideBps = beside.length > 0 ? bpsOf(beside) : 0;
  let [weightSec, sum] = [0, 0];
  for (const sample of own) {
    const sec = sample.mediaSec ?? 0;
    const factor = (bpsOf([sample]) + besideBps) / (declaredBps.get(sample.renditionId ?? '') ?? 0);
    if (!(factor <= MOST_FACTOR)) continue;
    weightSec += sec;
    sum += factor * sec;
  }
  const declaredRatio = meanToPeak(input.renditions);
  const trust = trustIn(own);
  const spread = spreadOf(own, segmentSecOf(input));
  if (weightSec === 0) return { ratio: declaredRatio, besideBps, trust, spread };
  const nats = Math.log(Math.max(1 / MOST_FACTOR, sum / weightSec) / declaredRatio);
  // Parts of segments are as telling as the segments that they make.
  const count = Math.max(1, weightSec / segmentSecOf(input));
  const beyondChance = Math.max(0, Math.abs(nats) - CHANCE_NATS / Math.sqrt(count));
  return { ratio: declaredRatio * Math.exp(Math.sign(nats) * beyondChance), besideBps, trust, spread };
}

/** Of each rendition for itself: what is declared may be farther off in one than in another. Parts of segments tell nothing. */
function spreadOf(samples: readonly TransferSample[], segmentSec: number): number {
  const logs = new Map<string | null, number[]>();
  for (const { renditionId, bytes, mediaSec } of samples) {
    const log = Math.log(bytes / (mediaSec ?? 0));
    if (!Number.isFinite(log) || (mediaSec ?? 0) < LEAST_SHARE * segmentSec) continue;
    const own = logs.get(renditionId) ?? [];
    own.push(log);
    logs.set(renditionId, own);
  }
  let [squares, free] = [FIRST_WEIGHT * SPREAD_AT_FIRST ** 2, FIRST_WEIGHT];
  for (const own of logs.values()) {
    const mean = own.reduce((sum, log) => sum + log, 0) / own.length;
    squares += own.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    free += own.length - 1;
  }
  return Math.sqrt(squares / free);
}

/** As if one had been right before. */
function trustIn(samples: readonly TransferSample[]): number {
  let [sumOff, count] = [0, 0];
  for (const { bytes, toldBytes } of samples) {
    if (!bytes || !toldBytes) continue;
    sumOff += Math.abs(Math.log(bytes / toldBytes));
    count += 1;
  }
  const meanOff = sumOff / (count + 1);
  return 1 / (1 + (meanOff / HALF_RIGHT_NATS) ** 2);
}

/** Of the rates declared, where both are; else 1. @see RFC 8216bis §4.4.6.2, AVERAGE-BANDWIDTH */
function meanToPeak(renditions: AbrInput['renditions']): number {
  let [sum, count] = [0, 0];
  for (const { bandwidthBps, averageBandwidthBps } of renditions) {
    if (!averageBandwidthBps || !(bandwidthBps > 0)) continue;
    sum += averageBandwidthBps / bandwidthBps;
    count += 1;
  }
  const mean = sum / count;
  return mean > 1 / MOST_FACTOR && mean <= 1 ? mean : 1;
}

/** Of media, not of the link. */
function bpsOf(samples: readonly TransferSample[]): number {
  let [bits, sec] = [0, 0];
  for (const { bytes, mediaSec } of samples) {
    bits += bytes * 8;
    sec += mediaSec ?? 0;
  }
  return bits / sec;
}
