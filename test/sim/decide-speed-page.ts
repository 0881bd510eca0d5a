import { DEFAULT_ABR_CONFIG } from '../../src/abr/abr-config.ts';
import type { Rule } from './rule.ts';
import { kinoraWith } from './rules/kinora.ts';
import { simulate } from './simulate.ts';
import { toySetting, toyTitle } from './toy-setting.ts';

/** What each question to the controller took, milliseconds. */
export interface DecideTimes {
  readonly decisions: number[];
  readonly looks: number[];
}

declare global {
  interface Window {
    timeDecide: () => DecideTimes;
  }
}

/** The ladder of 13 rungs from 240p to 4K, ten minutes of it. */
const TITLE = toyTitle(
  Array.from({ length: 13 }, (_, rung) => Math.round(235_000 * 1.42 ** rung)),
  150,
  4,
);
/** Up and down by a factor of 20, now steady and now not, so that transfers are looked at and both tables are made. */
const LINK = Array.from({ length: 120 }, (_, step) => ({
  durationSec: 2.5,
  bps: 3e6 * Math.exp(1.5 * Math.sin(step / 7) + (step % 40 < 20 ? 0.7 * Math.sin(step * 2.4) : 0)),
}));

window.timeDecide = () => {
  const times: DecideTimes = { decisions: [], looks: [] };
  simulate(timed(kinoraWith(DEFAULT_ABR_CONFIG), times), toySetting(TITLE, LINK, { rttSec: 0.05 }));
  return times;
};

function timed(rule: Rule, { decisions, looks }: DecideTimes): Rule {
  return {
    name: rule.name,
    create: (setup) => {
      const controller = rule.create(setup);
      return {
        choose: (moment) => time(decisions, () => controller.choose(moment)),
        progress: (transfer) => time(looks, () => controller.progress?.(transfer) ?? null),
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
