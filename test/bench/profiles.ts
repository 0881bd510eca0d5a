/** A network and a processor to measure on; both are made by Chromium's own throttles (CDP), but for recorded networks. */
export interface Profile {
  /** Null where the origin's link follows a recording. */
  readonly downMbps: number | null;
  /** From a request to the head of its answer, on a connection that is open. */
  readonly roundTripMs: number;
  /** How many times slower than this machine. */
  readonly cpuSlowdown: number;
  /** The group of traces whose first one that link follows. */
  readonly traceGroup?: string;
}

export const PROFILES = {
  fibre: { downMbps: 50, roundTripMs: 10, cpuSlowdown: 1 },
  cable: { downMbps: 8, roundTripMs: 40, cpuSlowdown: 1 },
  mobile: { downMbps: 2.5, roundTripMs: 100, cpuSlowdown: 1 },
  tv: { downMbps: 8, roundTripMs: 40, cpuSlowdown: 6 },
  'weak-tv': { downMbps: 4, roundTripMs: 80, cpuSlowdown: 10 },
  'trace-3g': { downMbps: null, roundTripMs: 100, cpuSlowdown: 1, traceGroup: '3g-mobility' },
  'trace-dsl': { downMbps: null, roundTripMs: 40, cpuSlowdown: 1, traceGroup: 'fcc-slow' },
  'trace-puffer': { downMbps: null, roundTripMs: 60, cpuSlowdown: 1, traceGroup: 'puffer-slow' },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileId = keyof typeof PROFILES;
