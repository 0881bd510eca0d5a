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
/** Links change for good out of the blue, too, however steady they were: another cell, another user of the line. Rates a second. */
const JUMPS = [
  { change: -2, perSec: 0.0005 },
  { change: -1, perSec: 0.00095 },
  { change: -0.5, perSec: 0.00125 },
  { change: 0.7, perSec: 0.00125 },
  { change: 1.4, perSec: 0.0006 },
];
const JUMP_LASTING = 0.5;
/** A hand-over of cells, and a tunnel or a lift: the second is why a full buffer is worth having. */
const OUTAGES = [
  { sec: 4, perSec: 0.0005 },
  { sec: 40, perSec: 0.0002 },
];

/** Of longer segments no more is expected: rates a second are no probabilities over minutes. */
const LONGEST_SEC = 60;

/** The cases for a segment of so many seconds; their probabilities add up to 1. */
export function throughputOutcomes(durationSec: number): readonly Outcome[] {
  const segmentSec = Math.min(durationSec, LONGEST_SEC);
  const rare: readonly Outcome[] = [
    ...JUMPS.map(({ change, perSec }) => ({
      probability: perSec * segmentSec,
      change,
      isOrdinary: false,
      lasting: JUMP_LASTING,
      outageSec: 0,
    })),
    ...OUTAGES.map(({ sec, perSec }) => ({
      probability: perSec * segmentSec,
      change: 0,
      isOrdinary: false,
      lasting: 0,
      outageSec: sec,
    })),
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
