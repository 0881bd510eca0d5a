import { describeCause, isPlayerError, PlayerError } from '../core/errors.ts';
import type { LockedTitle } from './locked-title.ts';

/** Payment required; forbidden (entitlement, region, too many viewers); unavailable for legal reasons. @see RFC 9110 §15.5 */
const BUSINESS_STATUSES: readonly number[] = [402, 403, 451];

/** No key system of this browser is one that keys are to be had in: another engine may ask otherwise. */
export function keysUnsupported({ url, protections }: LockedTitle, cause: unknown): PlayerError {
  if (isPlayerError(cause)) return cause;
  const systems = [...new Set(protections.map(({ schemeIdUri }) => schemeIdUri))];
  const namesServer = protections.some(({ licenceUrl }) => licenceUrl?.startsWith('http'));
  return new PlayerError(
    'drm-unsupported',
    `The media of ${url} is encrypted (${systems.join(', ')}), and this browser does not open it with what \`config.drm\` names: ${describeCause(cause)}.`,
    { url, systems, ...(namesServer && { namesServer }) },
    { cause },
  );
}

/** The keys were asked for, and are not to be had. */
export function keysFailed({ url }: Pick<LockedTitle, 'url'>, cause: unknown): PlayerError {
  if (isPlayerError(cause, 'drm-failed') || isPlayerError(cause, 'drm-unsupported')) return cause;
  const detail = isPlayerError(cause) ? cause.message : describeCause(cause);
  return new PlayerError(
    'drm-failed',
    `The media of ${url} could not be decrypted: ${detail.replace(/\.$/, '')}. Check the licence server and the keys in \`config.drm\`.`,
    { url, detail },
    {
      cause,
      isBusiness: isPlayerError(cause, 'network-status') && BUSINESS_STATUSES.includes(cause.context.status),
      isRetryable: isPlayerError(cause) && cause.retryable,
    },
  );
}
