import type { Logger } from '../core/logger.ts';
import type { AbrDecision, AbrInput, AppDecide } from '../model/abr.ts';

/**
 * Has the app decide. Where its function throws, or names no rendition that may be chosen, Kinora decides by itself: playback
 * does not suffer from it, and a warning says so, once a load.
 */
export function guardAppDecide(
  appDecide: AppDecide,
  decide: (input: AbrInput) => AbrDecision,
  log: Logger,
): (input: AbrInput) => AbrDecision {
  let isFailureTold = false;
  return (input) => {
    try {
      const { renditionId, reason = 'as the app decides', estimateBps = null } = appDecide(input, decide);
      const ids = input.renditions.map(({ id }) => id);
      if (ids.includes(renditionId)) return { renditionId, reason, estimateBps };
      throw new RangeError(`It gave the rendition ${renditionId}, and may give ${ids.join(', ')}.`);
    } catch (error) {
      if (!isFailureTold)
        log('warn', 'The function config.abr.decide failed; Kinora decides by itself.', error);
      isFailureTold = true;
      return decide(input);
    }
  };
}
