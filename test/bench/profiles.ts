/** A network and a processor to measure on; both are made by Chromium's own throttles (CDP), but for recorded networks. */
export interface Profile {
  readonly downMbps: number;
  /** From a request to the head of its answer, on a connection that is open. */
  readonly roundTripMs: number;
  /** How many times slower than this machine. */
  readonly cpuSlowdown: number;
  /** The group of traces whose first one the origin's link follows, in place of `downMbps` (its mean rate). */
  readonly traceGroup?: string;
}

export const PROFILES = {
  fibre: { downMbps: 50, roundTripMs: 10, cpuSlowdown: 1 },
  cable: { downMbps: 8, roundTripMs: 40, cpuSlowdown: 1 },
  mobile: { downMbps: 2.5, roundTripMs: 100, cpuSlowdown: 1 },
  tv: { downMbps: 8, roundTripMs: 40, cpuSlowdown: 6 },
  'weak-tv': { downMbps: 4, roundTripMs: 80, cpuSlowdown: 10 },
  'trace-3g': { downMbps: 1.1, roundTripMs: 100, cpuSlowdown: 1, traceGroup: '3g-mobility' },
  'trace-dsl': { downMbps: 1.3, roundTripMs: 40, cpuSlowdown: 1, traceGroup: 'fcc-slow' },
  'trace-puffer': { downMbps: 4.3, roundTripMs: 60, cpuSlowdown: 1, traceGroup: 'puffer-slow' },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileId = keyof typeof PROFILES;

export function isProfileId(id: string): id is ProfileId {
  return Object.hasOwn(PROFILES, id);
}
