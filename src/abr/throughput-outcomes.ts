/** What may become of the link while the next segment comes: a few cases that stand for a distribution. */
export interface Outcome {
  readonly probability: number;
  /** Change of the logarithm of the throughput, in spreads where `isOrdinary`, else in nats. */
  readonly change: number;
  readonly isOrdinary: boolean;
  /** Share of the change that lasts. */
  readonly lasting: number;
  /** Seconds in which nothing comes at all. */
  readonly outageSec: number;
}

/** How far an outcome takes the throughput's logarithm on a link of such a spread, in nats. */
export function natsOf({ change, isOrdinary }: Outcome, spread: number): number {
  return isOrdinary ? change * spread : change;
}

/** How much longer than on a link that stays as it is a transfer takes in the mean of the ordinary cases, on one of such a spread: a logarithm. */
export function meanDelay(spread: number): number {
  return Math.log(ORDINARY.reduce((sum, { change, share }) => sum + share * Math.exp(-change * spread), 0));
}

/** The ordinary cases stand for a normal distribution, in five parts. */
const ORDINARY = [
  { change: -1.43, share: 0.14 },
  { change: -0.53, share: 0.23 },
  { change: 0.12, share: 0.26 },
  { change: 0.67, share: 0.23 },
  { change: 1.37, share: 0.14 },
];
/** Nearly all: what the trackers take for noise they have left out already. */
const ORDINARY_LASTING = 0.94;
/**
 * Links change for good out of the blue, too, however steady they were: another cell, another user of the line. Rates a
 * second, on a link of common speed.
 */
const JUMPS = [
  { change: -2, perSec: 0.0005 },
  { change: -1, perSec: 0.00095 },
  { change: -0.5, perSec: 0.00125 },
  { change: 0.7, perSec: 0.00125 },
  { change: 1.4, perSec: 0.0006 },
];
const JUMP_LASTING = 0.5;
/**
 * What is far below the common speed of links, bit/s, rather gets faster than slower, and the other way round: so many
 * times as likely as at it, in proportion to how far it is off.
 */
const COMMON_BPS = 4e6;
const MOST_RISES = 8;
const MOST_FALLS = 2;
/** Nor does it change with speed to less than this. */
const LEAST_FACTOR = 0.2;
/** A hand-over of cells. */
const SHORT_OUTAGE = { sec: 4, perSec: 0.0005 };
/**
 * Where the link was away for some seconds while one of the segments came that count, it soon is again, and for longer. How it was
 * chosen: docs/abr-experiments.md, "Outages within the session".
 */
const SHORT_OUTAGE_AGAIN = { sec: 10, perSec: 0.002 };
/**
 * A tunnel, a lift, the edge of a network: it is why a full buffer is worth having. The slower the link, the more likely,
 * in proportion, up to a limit. One that hardly varies is a line, or its user stands still: they have fewer.
 */
const LONG_OUTAGE = { sec: 40, perSec: 0.0002, atBps: 6e6, most: 12, ofSteady: 0.1 };
/** Below this spread a link is steady, in nats; of one that answers late, a minute that was as even says less. */
const STEADY_SPREAD = 0.15;
const STEADY_SPREAD_OF_LATE = 0.09;

/**
 * Lines and fast cells answer within 60 ms; older cells, which have the tunnels and the edges, later (HSDPA in 100 ms on the traces).
 * Long outages, and falls of late ones, are so many times as likely as between the two. How it was chosen: docs/abr.md, "Lateness".
 */
const SOON = { sec: 0.063, lateness: 0.5 };
const LATE = { sec: 0.09, lateness: 2 };

/** From so long on, what was seen is a short outage, which a hand-over of cells may take, and from so long on a long one. */
const SEEN_SHORT_SEC = 3;
const SEEN_LONG_SEC = 10;

/** What is to be expected of a link, besides its speed. */
export interface LinkKind {
  /** It hardly varies. */
  readonly isSteady: boolean;
  /** How many times as likely long outages are as on links of common latency, and above 1 falls, too: 0.5, 1 or 2. */
  readonly lateness: number;
  /**
   * It does not answer late, but was away: short outages are likelier, and longer; and where one of them was long, long ones are as likely as
   * on late links.
   */
  readonly seenOutage: 'none' | 'short' | 'long';
}

/** The kind of a link of such a spread, in nats, and latency (0 s: not known), which was away for so long at the most. */
export function linkKind(spread: number, latencySec: number, awaySec: number): LinkKind {
  const lateness = latenessOf(latencySec);
  const isLate = lateness >= LATE.lateness;
  const outage = awaySec < SEEN_LONG_SEC ? 'short' : 'long';
  return {
    isSteady: spread < (isLate ? STEADY_SPREAD_OF_LATE : STEADY_SPREAD),
    lateness,
    seenOutage: isLate || awaySec < SEEN_SHORT_SEC ? 'none' : outage,
  };
}

function latenessOf(latencySec: number): number {
  if (latencySec >= LATE.sec) return LATE.lateness;
  return latencySec > 0 && latencySec < SOON.sec ? SOON.lateness : 1;
}

/** Of longer segments no more is expected: rates a second are no probabilities over minutes. */
const LONGEST_SEC = 60;
/** Nor is any one of the rare cases likelier than this. */
const MOST_RARE = 0.08;

/** The cases for a segment of so many seconds on a link of such a throughput, as a logarithm; their probabilities add up to 1. */
export function throughputOutcomes(durationSec: number, logBps: number, link: LinkKind): readonly Outcome[] {
  const segmentSec = Math.min(durationSec, LONGEST_SEC);
  const above = Math.exp(logBps) / COMMON_BPS;
  const rise = within(MOST_RISES, 1 / above);
  const fall = within(MOST_FALLS, above) * Math.max(1, link.lateness);
  const short = link.seenOutage === 'none' ? SHORT_OUTAGE : SHORT_OUTAGE_AGAIN;
  const rare: readonly Outcome[] = [
    ...JUMPS.map(({ change, perSec }) => ({
      probability: Math.min(MOST_RARE, perSec * segmentSec * (change > 0 ? rise : fall)),
      change,
      isOrdinary: false,
      lasting: JUMP_LASTING,
      outageSec: 0,
    })),
    standstill(short.sec, short.perSec * segmentSec),
    standstill(LONG_OUTAGE.sec, longOutagesPerSec(logBps, link) * segmentSec),
  ];
  const rest = 1 - rare.reduce((sum, { probability }) => sum + probability, 0);
  const ordinary = ORDINARY.map(({ change, share }) => ({
    probability: share * rest,
    change,
    isOrdinary: true,
    lasting: ORDINARY_LASTING,
    outageSec: 0,
  }));
  return [...ordinary, ...rare];
}

function standstill(outageSec: number, probability: number): Outcome {
  return {
    probability: Math.min(MOST_RARE, probability),
    change: 0,
    isOrdinary: false,
    lasting: 0,
    outageSec,
  };
}

function longOutagesPerSec(logBps: number, { isSteady, lateness, seenOutage }: LinkKind): number {
  const { perSec, atBps, most, ofSteady } = LONG_OUTAGE;
  const times = (isSteady ? ofSteady : 1) * (seenOutage === 'long' ? LATE.lateness : lateness);
  return perSec * within(most, atBps / Math.exp(logBps)) * times;
}

function within(most: number, factor: number): number {
  return Math.min(most, Math.max(LEAST_FACTOR, factor));
}
