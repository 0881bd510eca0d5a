import type { Clock } from '../core/clock.ts';

/** The host (and port) of an absolute URL; empty where there is none (`data:`, `blob:`). */
export function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

/** Remembers which hosts failed lately, so that later requests try the others first. */
export interface HostMemory {
  /** The same URLs; those of hosts that failed within the cool-down last, the longest ago first. */
  order(urls: readonly string[]): readonly string[];
  noteFailure(url: string): void;
  noteSuccess(url: string): void;
}

export function createHostMemory(clock: Clock, coolDownMs: number): HostMemory {
  const failedAtMs = new Map<string, number>();
  return {
    order(urls) {
      const sinceMs = clock.nowMs() - coolDownMs;
      const rank = (url: string): number => Math.max(failedAtMs.get(hostOf(url)) ?? sinceMs, sinceMs);
      return [...urls].sort((a, b) => rank(a) - rank(b));
    },
    noteFailure(url) {
      failedAtMs.set(hostOf(url), clock.nowMs());
    },
    noteSuccess(url) {
      failedAtMs.delete(hostOf(url));
    },
  };
}
