import type { ReferenceRow } from './reference-rows.ts';
import { simulateAsSabre, type SabreReport } from './sabre-session.ts';

/** Figures that must agree, within this share of sabre's. */
const FIGURES = ['bitrateKbps', 'stallRatio', 'changeKbps', 'utility'] as const;
export const TOLERANCE = 0.005;

/** sabre prints six decimals: below this a figure says nothing. */
const PRINTED = 1e-6;

/** Ways to resolve ties that are tried; the hardest row needs eleven. */
const MOST_TRIES = 60;
const MISREAD_SEC = 1e-9;

export interface Agreement {
  /** The worst figure's deviation, as a share. */
  readonly deviation: number;
  /** How often the session was played until it agreed; 1 where no tie had to be resolved. */
  readonly tries: number;
}

/**
 * How well a row is reproduced: at once, or by the first resolution of its ties that agrees with sabre. The latter is weaker
 * evidence, being searched for: four rows of 117 need it, all of them of BOLA-E.
 */
export function agreementOn(row: ReferenceRow): Agreement {
  let best: Agreement = {
    deviation: deviationOf(simulateAsSabre(row.rule, row.setting), row.expected),
    tries: 1,
  };
  for (let tries = 2; best.deviation > TOLERANCE && tries <= MOST_TRIES; tries += 1) {
    const report = simulateAsSabre(row.rule, { ...row.setting, misreadSec: noise(tries) });
    const deviation = deviationOf(report, row.expected);
    if (deviation < best.deviation) best = { deviation, tries };
  }
  return best;
}

export function deviationOf(report: SabreReport, expected: SabreReport): number {
  return Math.max(
    ...FIGURES.map((figure) => {
      const apart = Math.abs(report[figure] - expected[figure]);
      return Math.max(0, apart - PRINTED) / Math.max(expected[figure], PRINTED);
    }),
  );
}

/** Reproducible noise: Park and Miller's generator. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    return (state / 0x7f_ff_ff_ff - 0.5) * MISREAD_SEC;
  };
}
