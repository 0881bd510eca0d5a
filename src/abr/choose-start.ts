import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import type { LinkEstimate } from './estimate-link.ts';
import { firstAnswerMs } from './guess-throughput.ts';
import { rateOf, segmentSecOf } from './sane-input.ts';
import { guessLink, startDelayMs } from './start-delay.ts';

/** Share of a known throughput that may be needed where no plan is made, as at a start: no buffer bears a slower link. */
const KNOWN_SHARE = 0.65;
/** Of the audio rendition, which is not chosen before the first picture's: AAC-LC in stereo, as most ladders have it. */
const COMMON_AUDIO_BPS = 128_000;

/**
 * The rendition for a picture that the playhead waits for, at a start or after a seek: the highest that the link can
 * keep up and whose picture comes about as early as that of the lowest.
 */
export function chooseStart(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  link: LinkEstimate,
  config: AbrConfig,
): { readonly position: number; readonly isHeldBack: boolean } {
  const linkBps = link.estimateBps;
  const isKnown = link.source !== 'assumed';
  const kept = highestKeptUp(candidates, input, link);
  const conditions = {
    linkBps: isKnown ? linkBps : guessLink(input, linkBps),
    awaitedSec: input.awaitedSec ?? 0,
    audioBits: (input.currentId === null ? COMMON_AUDIO_BPS : input.audioBps) * segmentSecOf(input),
  };
  const bearableMs = Math.max(
    isKnown ? config.startDelayRememberedMs : config.startDelayGuessedMs,
    config.startDelayShare * firstAnswerMs(input.samples),
  );
  const [lowest] = candidates;
  const atOnce = highestWhere(
    candidates,
    (rendition) => lowest !== undefined && startDelayMs(rendition, lowest, conditions) <= bearableMs,
  );
  return { position: Math.min(kept, atOnce), isHeldBack: atOnce < kept };
}

/** Position of the highest rendition that the link can keep up by itself; the lowest where it can none. */
export function highestKeptUp(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  { estimateBps, source }: LinkEstimate,
): number {
  const share = source === 'assumed' ? 1 : KNOWN_SHARE; // what is assumed is low already
  const budgetBps = estimateBps * share - input.audioBps;
  const rate = rateOf(input);
  return highestWhere(candidates, ({ bandwidthBps }) => bandwidthBps * rate <= budgetBps);
}

/** Position of the last that fits; the first where none does. */
function highestWhere(
  candidates: readonly AbrRendition[],
  fits: (rendition: AbrRendition) => boolean,
): number {
  const fitting = candidates.map(fits).lastIndexOf(true);
  return Math.max(0, fitting);
}
