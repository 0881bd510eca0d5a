import { DEFAULT_ABR_CONFIG } from '../../src/abr/abr-config.ts';
import { Planner } from '../../src/abr/planner.ts';
import type { Rule } from './rule.ts';
import { kinoraWith } from './rules/kinora.ts';
import { simulate } from './simulate.ts';
import { toySetting, toyTitle } from './toy-setting.ts';

/** What each question to the controller took, and each bit of what is made ready between them, milliseconds. */
export interface DecideTimes {
  readonly decisions: number[];
  readonly looks: number[];
  readonly parts: number[];
}

declare global {
  interface Window {
    timeDecide: () => DecideTimes;
  }
}

/** The ladder of 13 rungs from 240p to 4K, ten minutes of it, in segments that differ from what is declared by up to a fifth. */
const LADDER = toyTitle(
  Array.from({ length: 13 }, (_, rung) => Math.round(235_000 * 1.42 ** rung)),
  150,
  4,
);
const TITLE = {
  ...LADDER,
  sizes: LADDER.sizes.map((sizes, segment) =>
    sizes.map((bits) => bits * Math.exp(0.2 * Math.sin(segment * 1.9))),
  ),
};
/** Up and down by a factor of 20, now steady and now not, so that transfers are looked at and both tables are made. */
const LINK = Array.from({ length: 120 }, (_, step) => ({
  durationSec: 2.5,
  bps: 3e6 * Math.exp(1.5 * Math.sin(step / 7) + (step % 40 < 20 ? 0.7 * Math.sin(step * 2.4) : 0)),
}));
/** As in the player (`create-decide.ts`): so long after a decision they begin, and one comes in so long (4 ms, and what it takes). */
const [PREPARE_AFTER_SEC, PREPARE_EVERY_SEC] = [0.1, 0.005];

window.timeDecide = () => {
  const times: DecideTimes = { decisions: [], looks: [], parts: [] };
  const planner = new Planner();
  const rule = timed(kinoraWith(DEFAULT_ABR_CONFIG, planner), planner, times);
  simulate(rule, toySetting(TITLE, LINK, { rttSec: 0.05 }));
  return times;
};

function timed(rule: Rule, planner: Planner, { decisions, looks, parts }: DecideTimes): Rule {
  return {
    name: rule.name,
    create: (setup) => {
      const controller = rule.create(setup);
      let nextPartSec = 0;
      const prepareUntil = (atSec: number): void => {
        for (; nextPartSec <= atSec && !planner.isReady; nextPartSec += PREPARE_EVERY_SEC)
          time(parts, () => {
            planner.prepareBit(() => performance.now());
          });
        if (planner.isReady) nextPartSec = atSec + PREPARE_AFTER_SEC;
      };
      return {
        choose: (moment) => {
          prepareUntil(moment.atSec);
          return time(decisions, () => controller.choose(moment));
        },
        progress: (transfer) => {
          prepareUntil(transfer.atSec);
          return time(looks, () => controller.progress?.(transfer) ?? null);
        },
        finished: (sample, bufferSec) => controller.finished?.(sample, bufferSec),
      };
    },
  };
}

function time<Result>(times: number[], ask: () => Result): Result {
  const startMs = performance.now();
  const result = ask();
  times.push(performance.now() - startMs);
  return result;
}
