import type { Clock } from '../core/clock.ts';
import { isRefusal, type Failure } from './failure.ts';
import type { NetworkConfig } from './network-config.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The way of one request round its alternative URLs: which is next, and when. */
export interface Route {
  /** The URL to be tried now; empty where there is none. */
  url(): string;
  /**
   * Goes on after the present URL has failed, to the one that is ready first. Returns the milliseconds to wait before
   * the next attempt: none for a URL not tried yet; null: give up. A URL that refused is never tried again, the others
   * `maxAttempts` times each. Timeouts take long, so as many over all URLs are enough.
   */
  advance(failure: Failure, maxAttempts: number): number | null;
}

export function createRoute(
  urls: readonly string[],
  clock: Clock,
  config: NetworkConfig,
  random: () => number,
): Route {
  /** The URLs still to be tried, in the order in which they are ready: the present one first. */
  const stops = urls.map((url) => ({ url, tries: 0, readyAtMs: 0 }));
  let timeouts = 0;
  return {
    url: () => stops[0]?.url ?? '',
    advance(failure, maxAttempts) {
      const failed = stops.shift();
      if (!failed) return null;
      const nowMs = clock.nowMs();
      failed.tries += 1;
      failed.readyAtMs = nowMs + retryDelayMs(failure, failed.tries, config, random);
      if (failure.kind === 'timeout') timeouts += 1;
      if (failed.tries < maxAttempts && !isHopeless(failure, config.maxRetryAfterMs)) stops.push(failed);
      const [next] = stops.sort((a, b) => a.readyAtMs - b.readyAtMs);
      if (!next || (next.tries > 0 && timeouts >= maxAttempts)) return null;
      return Math.max(0, next.readyAtMs - nowMs);
    },
  };
}

function isHopeless(failure: Failure, maxRetryAfterMs: number): boolean {
  return isRefusal(failure) || (failure.kind === 'status' && failure.retryAfterMs > maxRetryAfterMs);
}
