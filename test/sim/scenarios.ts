import type { QualityScale } from './title.ts';

/** How titles are watched: the length of segments, the buffer, what counts. */
export interface Scenario {
  readonly title: string;
  /** So many of the title's segments are one. Default 1. */
  readonly joined?: number;
  readonly bufferMaxSec: number;
  readonly scale: QualityScale;
  /** Rungs above are left out. */
  readonly maxBps: number;
  /** Segments are made while it is watched. Default false. */
  readonly isLive?: boolean;
  /** Only these groups; all where it is left out. */
  readonly groups?: readonly string[];
}

export const SCENARIOS = {
  vod: { title: 'netflix13-4s', bufferMaxSec: 60, scale: 'log', maxBps: Infinity },
  vod2: { title: 'netflix13-2s', bufferMaxSec: 30, scale: 'log', maxBps: Infinity },
  vod6: { title: 'netflix13-6s', bufferMaxSec: 60, scale: 'log', maxBps: Infinity },
  vod10: { title: 'netflix13-2s', joined: 5, bufferMaxSec: 60, scale: 'log', maxBps: Infinity },
  tv: { title: 'netflix13-2s', bufferMaxSec: 15, scale: 'log', maxBps: Infinity },
  live: { title: 'netflix13-2s', bufferMaxSec: 6, scale: 'log', maxBps: 8.1e6, isLive: true },
  uhd: { title: 'uhd8-4s', bufferMaxSec: 30, scale: 'log', maxBps: Infinity, groups: ['5g-mmwave'] },
  /** Yin et al.'s and Pensieve's own setting. */
  classic: { title: 'envivio-6x4s', bufferMaxSec: 60, scale: 'lin', maxBps: Infinity },
} as const satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof SCENARIOS;

/** Every player is at its best there: left out of means over groups. */
export const TRIVIAL_GROUPS: ReadonlySet<string> = new Set(['5g-mmwave']);
