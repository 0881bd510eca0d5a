import type { Clock } from '../core/clock.ts';
import { isRefusal, type Failure } from './failure.ts';
import type { NetworkConfig } from './network-config.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The way of one request round its alternative URLs: which is next, and when. */
export interface Route {
  /** The URL to be tried now; empty where there is none. */
  url(): string;
  /**
   * Goes on after the present URL has failed. Returns the milliseconds to wait before the next attempt: none for a URL
   * not tried yet; null: give up. A URL that refused is never tried again.
   */
  advance(failure: Failure, maxAttempts: number): number | null;
}

export function createRoute(
  urls: readonly string[],
  clock: Clock,
  config: NetworkConfig,
  random: () => number,
): Route {
  /** The URLs still to be tried, in turn: the present one first. */
  let stops = urls.map((url) => ({ url, tries: 0, readyAtMs: 0 }));
  let attempts = 0;
  return {
    url: () => stops[0]?.url ?? '',
    advance(failure, maxAttempts) {
      const [failed, ...others] = stops;
      if (!failed) return null;
      const nowMs = clock.nowMs();
      attempts += 1;
      failed.tries += 1;
      failed.readyAtMs = nowMs + retryDelayMs(failure, failed.tries, config, random);
      // All others were tried as often as this one or once less, so the first in turn is the least tried.
      stops = isHopeless(failure, config.maxRetryAfterMs) ? others : [...others, failed];
      const [next] = stops;
      if (!next || (next.tries > 0 && attempts >= maxAttempts)) return null;
      return Math.max(0, next.readyAtMs - nowMs);
    },
  };
}

function isHopeless(failure: Failure, maxRetryAfterMs: number): boolean {
  return isRefusal(failure) || (failure.kind === 'status' && (failure.retryAfterMs ?? 0) > maxRetryAfterMs);
}
