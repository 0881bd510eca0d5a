import type { Failure } from './failure.ts';
import type { NetworkConfig } from './network-config.ts';

/**
 * How long to leave a URL alone after its failure number `tries` (from 1), in milliseconds: full jitter, so that
 * players which failed together do not return together. A server that says it is busy (429, 503) gets at least half
 * of the span (equal jitter), and its Retry-After to the full.
 * @see RFC 9110 §10.2.3
 */
export function retryDelayMs(
  failure: Failure,
  tries: number,
  config: Pick<NetworkConfig, 'backoffBaseMs' | 'backoffCapMs'>,
  random: () => number,
): number {
  const spanMs = Math.min(config.backoffCapMs, config.backoffBaseMs * 2 ** (tries - 1));
  const chance = random();
  if (failure.kind !== 'status' || (failure.status !== 429 && failure.status !== 503)) return chance * spanMs;
  return Math.max(failure.retryAfterMs + chance * config.backoffBaseMs, ((1 + chance) * spanMs) / 2);
}

/** Milliseconds that a Retry-After header asks for, in seconds or as a date; 0: none, or not understood. */
export function parseRetryAfter(value: string, epochMs: number): number {
  const sec = Number(value);
  return Math.max(0, sec >= 0 ? sec * 1000 : Date.parse(value) - epochMs) || 0;
}
