import type { Logger } from '../core/logger.ts';
import type { AbrDecision, AbrInput, AppDecide } from '../model/abr.ts';

/**
 * Has the app decide on the next segment. Where its function throws, or names no rendition that may be chosen, Kinora decides
 * by itself: playback does not suffer from it, and a warning says so, once a load. What is under way stays Kinora's to
 * abandon, and the throughput is as Kinora reckons it.
 */
export function guardAppDecide(
  appDecide: AppDecide,
  decide: (input: AbrInput) => AbrDecision,
  log: Logger,
): (input: AbrInput) => AbrDecision {
  let isFailureTold = false;
  return (input) => {
    if (input.inFlight) return decide(input);
    let own = null as AbrDecision | null;
    const ask = (asked: AbrInput): AbrDecision => (own = decide(asked));
    try {
      const answer = appDecide({ ...input, samples: [...input.samples] }, ask);
      const wanted = (answer as ReturnType<AppDecide> | null | undefined)?.renditionId;
      const ids = input.renditions.map(({ id }) => id);
      if (!ids.includes(wanted ?? ''))
        throw new RangeError(`It must answer at once with { renditionId }, one of ${ids.join(', ')}.`);
      const { estimateBps } = own ?? decide(input);
      return { renditionId: answer.renditionId, reason: answer.reason ?? 'as the app decides', estimateBps };
    } catch (error) {
      if (!isFailureTold) log('warn', 'config.abr.decide failed; Kinora decides by itself.', error);
      isFailureTold = true;
      return decide(input);
    }
  };
}
