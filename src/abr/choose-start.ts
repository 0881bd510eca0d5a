import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { firstAnswerMs } from './guess-throughput.ts';
import { rateOf, segmentSecOf, type Link } from './read-link.ts';
import { guessLink, startDelayMs } from './start-delay.ts';

/** Share of a known throughput that a start may need: nothing is buffered that would bear a slower link. */
const START_SHARE = 0.65;
/** Of the audio rendition, which is not chosen before the first picture's: AAC-LC in stereo, as most ladders have it. */
const COMMON_AUDIO_BPS = 128_000;

/**
 * The rendition for a picture that the playhead waits for, at a start or after a seek: the highest that the link can
 * keep up and whose picture comes about as early as that of the lowest.
 */
export function chooseStart(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  link: Link,
  config: AbrConfig,
): { readonly position: number; readonly isHeldBack: boolean } {
  const linkBps = link.estimateBps;
  const rate = rateOf(input);
  const isKnown = link.source !== 'assumed'; // what is assumed is low already
  const budgetBps = linkBps * (isKnown ? START_SHARE : 1) - input.audioBps;
  const kept = highestWhere(candidates, ({ bandwidthBps }) => bandwidthBps * rate <= budgetBps);
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

/** Position of the last that fits; the first where none does. */
function highestWhere(
  candidates: readonly AbrRendition[],
  fits: (rendition: AbrRendition) => boolean,
): number {
  const fitting = candidates.map(fits).lastIndexOf(true);
  return Math.max(0, fitting);
}
