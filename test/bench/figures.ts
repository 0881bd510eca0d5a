/** One metric over all runs. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** What one run measured; a metric that it did not measure is left out. */
export type Sample = Readonly<Record<string, number>>;

/** What a player came to on a profile. */
export type Figures = Readonly<Record<string, Figure>>;

/** profile → player → metric → figure. */
export type SuiteRecord = Record<string, Record<string, Figures>>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Sums up the samples, metric by metric, in the order in which they first came. */
export function summarise(samples: readonly Sample[]): Figures {
  const names = new Set(samples.flatMap((sample) => Object.keys(sample)));
  const figures: Record<string, Figure> = {};
  for (const name of names) {
    const values = samples.map((sample) => sample[name]).filter((value) => value !== undefined);
    figures[name] = {
      median: median(values),
      min: Math.min(...values),
      max: Math.max(...values),
      runs: values.length,
    };
  }
  return figures;
}
