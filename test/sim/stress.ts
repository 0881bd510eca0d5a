import { CappedController } from './capped-controller.ts';
import { drawLegs } from './legs.ts';
import { LinkTrace, type TraceStep } from './link-trace.ts';
import { OneIndexController } from './one-index-controller.ts';
import type { Choice, Controller, Moment, Rule, SegmentSample, TransferProgress } from './rule.ts';
import { drawElementHeights, ladderHeights } from './resizes.ts';
import { seededRandom, seedOf, type Random } from '../fixtures/seeded-random.ts';
import type { SimSetting } from './simulate.ts';
import type { SimTitle } from './title.ts';
import { usefulRung } from './useful-rungs.ts';

export const STRESSES = {
  rtt3: 'every request waits three times as long',
  sizes30: 'sizes that rules know of coming segments are off by up to 30 %',
  index1: 'sizes of coming segments are known in the rung alone that was played last',
  unsized: "sizes of coming segments are not known, only the rungs' rates",
  peaks: 'nor are the rates: what is declared is that of the largest segment',
  cpu20: 'a fifth of the transfers seem to end later, by 50 to 200 % of what they took',
  blackout: 'nothing comes for 5 to 20 s, every two minutes or so',
  cap: 'from the middle of the title on the upper third of the rungs cannot be played',
  seek: 'every minute or two the viewer seeks to where nothing is buffered',
  resize: 'every minute or two the element gets another size: full, a half or a third of the height',
} as const;
export type StressId = keyof typeof STRESSES;

const SIZE_ERROR = 0.3;
const STALLED_SHARE = 0.2;
/** By how much of its duration a transfer seems longer on a processor that is busy. */
const [LEAST_LATE, MOST_LATE] = [0.5, 2];
/** Seconds without a bit, and seconds from one such gap to the next. */
const [LEAST_BLACKOUT_SEC, MOST_BLACKOUT_SEC] = [5, 20];
const [LEAST_BETWEEN_SEC, MOST_BETWEEN_SEC] = [80, 160];
const CAPPED_SHARE = 1 / 3;

/** What a stress changes in truth: the clairvoyant has to bear it, too. */
export function stressSetting(stress: StressId | null, setting: SimSetting): SimSetting {
  if (stress === 'rtt3') return { ...setting, rttSec: setting.rttSec * 3 };
  if (stress === 'blackout') return { ...setting, trace: withBlackouts(setting.trace) };
  if (stress === 'cap') return { ...setting, title: withCap(setting.title) };
  const { title, trace } = setting;
  const random = seededRandom(seedOf(trace.id));
  if (stress === 'seek') return { ...setting, legs: drawLegs(title, random) };
  if (stress === 'resize') {
    const heights = ladderHeights(title);
    return { ...setting, title: { ...title, heights }, elementHeights: drawElementHeights(title, random) };
  }
  return setting;
}

/** What a stress changes in what a rule is told. `setting` is the one before `stressSetting`. */
export function stressRule(stress: StressId | null, rule: Rule, { title, trace }: SimSetting): Rule {
  const { name } = rule;
  const told = toldTitle(stress, title);
  if (told) return { name, create: (setup) => rule.create({ ...setup, title: told }) };
  if (stress === 'index1') return { name, create: (setup) => new OneIndexController(rule, setup) };
  if (stress === 'cpu20')
    return {
      name,
      create: (setup) => new LateController(rule.create(setup), seededRandom(seedOf(trace.id))),
    };
  if (stress === 'cap') {
    const untold: Rule = { name, create: (setup) => rule.create({ ...setup, title }) };
    return cappedRule(untold, capRung(title));
  }
  if (stress === 'resize') {
    const heights = ladderHeights(title);
    return cappedRule(rule, ({ elementHeight }) => usefulRung(heights, elementHeight));
  }
  return rule;
}

function withBlackouts(trace: LinkTrace): LinkTrace {
  const random = seededRandom(seedOf(trace.id));
  const between = (least: number, most: number): number => least + (most - least) * random();
  const steps: TraceStep[] = [];
  let untilSec = between(0, MOST_BETWEEN_SEC);
  for (const { durationSec, bps } of trace.steps) {
    let leftSec = durationSec;
    while (leftSec > untilSec) {
      steps.push({ durationSec: untilSec, bps });
      steps.push({ durationSec: between(LEAST_BLACKOUT_SEC, MOST_BLACKOUT_SEC), bps: 0 });
      leftSec -= untilSec;
      untilSec = between(LEAST_BETWEEN_SEC, MOST_BETWEEN_SEC);
    }
    steps.push({ durationSec: leftSec, bps });
    untilSec -= leftSec;
  }
  return new LinkTrace(trace.id, steps);
}

/** What a rule knows of the title, where that is not the truth. */
function toldTitle(stress: StressId | null, title: SimTitle): SimTitle | null {
  if (stress === 'sizes30') return withWrongSizes(title);
  if (stress === 'unsized') return withoutSizes(title);
  return stress === 'peaks' ? withoutSizes(withPeaks(title)) : null;
}

function withWrongSizes(title: SimTitle): SimTitle {
  return {
    ...title,
    sizes: title.sizes.map((sizes, segment) =>
      sizes.map((bits, rung) => {
        const random = seededRandom(segment * title.bitratesBps.length + rung);
        return bits * (1 + SIZE_ERROR * (2 * random() - 1));
      }),
    ),
  };
}

/** As a playlist, or a template, tells of it. */
function withoutSizes(title: SimTitle): SimTitle {
  return { ...title, sizes: title.sizes.map(() => new Float64Array()) };
}

/** What an HLS playlist declares. @see RFC 8216 §4.3.4.2, BANDWIDTH */
function withPeaks(title: SimTitle): SimTitle {
  const peakBps = (rung: number): number =>
    title.sizes.reduce((most, sizes) => Math.max(most, (sizes[rung] ?? 0) / title.segmentSec), 0);
  return { ...title, bitratesBps: title.bitratesBps.map((_, rung) => peakBps(rung)) };
}

function capOf({ bitratesBps, sizes }: SimTitle): { readonly fromSegment: number; readonly rungs: number } {
  return {
    fromSegment: Math.floor(sizes.length / 2),
    rungs: Math.max(1, Math.ceil(bitratesBps.length * (1 - CAPPED_SHARE))),
  };
}

function capRung(title: SimTitle): (moment: Moment) => number {
  const { fromSegment, rungs } = capOf(title);
  return ({ segment }) => (segment < fromSegment ? Infinity : rungs - 1);
}

function cappedRule({ name, create }: Rule, highestRung: (moment: Moment) => number): Rule {
  return { name, create: (setup) => new CappedController(create(setup), highestRung) };
}

function withCap(title: SimTitle): SimTitle {
  const { fromSegment, rungs } = capOf(title);
  return {
    ...title,
    sizes: title.sizes.map((sizes, segment) => (segment < fromSegment ? sizes : sizes.slice(0, rungs))),
  };
}

/**
 * Tells of some transfers that they ended later. From then on the rule's clock is late by as much: transfers keep their
 * order, and none seems to come beside another one.
 */
class LateController implements Controller {
  readonly #inner: Controller;
  readonly #random: Random;
  #lateSec = 0;
  readonly progress?: (progress: TransferProgress) => number | null;

  constructor(inner: Controller, random: Random) {
    this.#inner = inner;
    this.#random = random;
    if (inner.progress)
      this.progress = (progress) =>
        inner.progress?.({
          ...progress,
          atSec: progress.atSec + this.#lateSec,
          startSec: progress.startSec + this.#lateSec,
          firstByteSec: progress.firstByteSec + this.#lateSec,
        }) ?? null;
  }

  choose(moment: Moment): Choice {
    return this.#inner.choose({ ...moment, atSec: moment.atSec + this.#lateSec });
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    const startSec = sample.startSec + this.#lateSec;
    const firstByteSec = sample.firstByteSec + this.#lateSec;
    if (this.#random() < STALLED_SHARE) {
      const share = LEAST_LATE + (MOST_LATE - LEAST_LATE) * this.#random();
      this.#lateSec += share * (sample.endSec - sample.startSec);
    }
    const endSec = sample.endSec + this.#lateSec;
    this.#inner.finished?.({ ...sample, startSec, firstByteSec, endSec }, bufferSec);
  }
}
