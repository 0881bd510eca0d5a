import type { AbrDecision, AbrInput, AbrRendition } from '../model/abr.ts';
import { DEFAULT_ABR_CONFIG, type AbrConfig } from './abr-config.ts';
import { firstAnswerMs, guessThroughput, measureThroughput } from './estimate-throughput.ts';
import { fitViewport } from './fit-viewport.ts';
import { guessLink, startDelayMs, type StartConditions } from './start-delay.ts';

/**
 * Chooses the rendition of the next segment from throughput and buffer. Pure: equal inputs give equal decisions.
 * A fuller buffer makes it bolder, in choosing and even more in keeping what it has, so that small dips are played
 * over and not shown. A switch up must fit well into the time that the buffer lasts.
 */
export function decide(input: AbrInput, config: AbrConfig = DEFAULT_ABR_CONFIG): AbrDecision {
  const candidates = fitViewport(input.renditions, input.viewport);
  const budget = readBudget(input, config);
  const ceiling = highestWithin(candidates, budget, budget.chooseBps);
  const current = candidates.findIndex(({ id }) => id === input.currentId);

  let chosen = ceiling;
  let why = 'change';
  if (input.awaitedSec !== null) {
    chosen = Math.min(ceiling, highestAtOnce(candidates, budget));
    why = chosen < ceiling ? 'start, a better picture would come later' : 'start'; // or a new one: a seek, a rebuild
  } else if (current >= 0) [chosen, why] = keepOrMove(candidates, current, ceiling, budget);
  const rendition = candidates[chosen];
  if (!rendition) throw new RangeError('decide() needs at least one rendition');
  if (chosen === candidates.length - 1 && candidates.length < input.renditions.length)
    why += ', enough for the viewport';
  return {
    renditionId: rendition.id,
    estimateBps: budget.estimateBps,
    reason: `${why}: ${describeRendition(rendition)}; ${budget.source}, ${input.bufferSec.toFixed(1)} s buffered`,
  };
}

function keepOrMove(
  candidates: readonly AbrRendition[],
  current: number,
  ceiling: number,
  budget: Budget,
): [chosen: number, why: string] {
  if (ceiling > current) {
    const raised = Math.min(ceiling, highestWithin(candidates, budget, budget.raiseBps));
    return raised > current ? [raised, 'up'] : [current, 'keep, too little buffered to go up'];
  }
  if (needBps(candidates[current], budget) <= budget.keepBps)
    return [current, ceiling < current ? 'keep, the buffer bears it' : 'keep'];
  return [ceiling, ceiling < current ? 'down' : 'keep, there is none lower'];
}

/** What a rendition may need, in bit/s of wall-clock time. */
interface Budget {
  readonly chooseBps: number;
  readonly keepBps: number;
  readonly raiseBps: number;
  readonly estimateBps: number | null;
  /** How much later than in the lowest rendition the awaited picture may come. */
  readonly startDelayMs: number;
  readonly start: StartConditions;
  /** Where the figure comes from, for the reason. */
  readonly source: string;
  readonly playbackRate: number;
  readonly segmentDurationSec: number;
}

function readBudget(input: AbrInput, config: AbrConfig): Budget {
  const { bufferSec, samples, priorBps } = input;
  const segmentDurationSec = Math.max(0.1, input.segmentDurationSec);
  const playbackRate = input.playbackRate > 0 ? input.playbackRate : 1;
  const measuredBps = measureThroughput(samples, config);
  const estimateBps = measuredBps ?? priorBps;
  const reckonedBps = estimateBps ?? guessThroughput(samples, config);
  const audioBps = input.audioBps * playbackRate;
  const comfortableSec = Math.min(config.comfortableBufferSec, input.bufferGoalSec / 2);
  const fullness = Math.min(1, Math.max(0, bufferSec / Math.max(0.1, comfortableSec)));
  const within = (empty: number, comfortable: number): number =>
    reckonedBps * (empty + (comfortable - empty) * fullness) - audioBps;
  const origin = measuredBps !== null ? 'measured' : estimateBps !== null ? 'remembered' : 'assumed';
  return {
    // What is assumed is low already.
    chooseBps:
      estimateBps === null ? reckonedBps : within(config.chooseShareEmpty, config.chooseShareComfortable),
    keepBps: within(config.keepShareEmpty, config.keepShareComfortable),
    // need × duration ÷ throughput ≤ share × buffer, both sides in wall-clock seconds
    raiseBps: ((reckonedBps - audioBps) * config.raiseBufferShare * bufferSec) / segmentDurationSec,
    estimateBps,
    startDelayMs: Math.max(
      estimateBps === null ? config.startDelayGuessedMs : config.startDelayRememberedMs,
      config.startDelayShare * firstAnswerMs(samples),
    ),
    start: {
      linkBps: estimateBps ?? guessLink(input, reckonedBps),
      awaitedSec: input.awaitedSec ?? 0,
      audioBits: input.currentId === null ? Infinity : input.audioBps * input.segmentDurationSec,
    },
    source: `${formatMbps(reckonedBps)} ${origin}`,
    playbackRate,
    segmentDurationSec,
  };
}

/** Declared rate, or that of the next segment where it is known to be higher. */
function needBps(rendition: AbrRendition | undefined, { playbackRate, segmentDurationSec }: Budget): number {
  if (!rendition) return 0;
  const nextBps = ((rendition.nextSegmentBytes ?? 0) * 8) / segmentDurationSec;
  return Math.max(rendition.bandwidthBps, nextBps) * playbackRate;
}

/** Position of the highest rendition that needs no more than `limitBps`; the lowest where all need more. */
function highestWithin(candidates: readonly AbrRendition[], budget: Budget, limitBps: number): number {
  for (let position = candidates.length - 1; position > 0; position -= 1) {
    if (needBps(candidates[position], budget) <= limitBps) return position;
  }
  return 0;
}

/** Position of the highest rendition whose picture comes about as early as that of the lowest. */
function highestAtOnce(candidates: readonly AbrRendition[], budget: Budget): number {
  const [lowest] = candidates;
  if (!lowest) return 0;
  for (let position = candidates.length - 1; position > 0; position -= 1) {
    const rendition = candidates[position];
    if (rendition && startDelayMs(rendition, lowest, budget.start) <= budget.startDelayMs) return position;
  }
  return 0;
}

function describeRendition({ height, bandwidthBps, id }: AbrRendition): string {
  return `${height === null ? id : `${height}p`} at ${formatMbps(bandwidthBps)}`;
}

function formatMbps(bps: number): string {
  return `${(bps / 1e6).toFixed(2)} Mbit/s`;
}
