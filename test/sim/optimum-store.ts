import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';
import { usefulRungs } from './useful-rungs.ts';

/** Changes when the programme does, so that what older ones found is not used. */
const VERSION = 1;

/** Keeps the clairvoyant optima on disk: each takes a second or more, and depends on trace and title alone. */
export class OptimumStore {
  readonly #file: string;
  readonly #scores: Map<string, number>;
  #isChanged = false;

  constructor(file: string) {
    this.#file = file;
    this.#scores = readScores(file);
  }

  /** Null where it is not known yet. */
  find(setting: SimSetting, scale: ScoreScale): number | null {
    return this.#scores.get(fingerprint(setting, scale)) ?? null;
  }

  keep(setting: SimSetting, scale: ScoreScale, score: number): void {
    this.#scores.set(fingerprint(setting, scale), score);
    this.#isChanged = true;
  }

  /** Beside what others have saved meanwhile. */
  save(): void {
    if (!this.#isChanged) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries([...readScores(this.#file), ...this.#scores])));
    renameSync(draft, this.#file);
    this.#isChanged = false;
  }
}

function readScores(file: string): Map<string, number> {
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>));
}

function fingerprint(setting: SimSetting, { qualities, stallCost }: ScoreScale): string {
  const { title, trace, rttSec, bufferMaxSec, legs } = setting;
  const useful = usefulRungs(setting);
  const hash = createHash('sha1');
  hash.update(JSON.stringify([VERSION, title.segmentSec, rttSec, bufferMaxSec, stallCost, [...qualities]]));
  for (const sizes of title.sizes) hash.update(sizes);
  for (const { durationSec, bps } of trace.steps) hash.update(`${durationSec} ${bps};`);
  // Nothing where there is neither, so that what was kept before there were any is still found.
  if (legs) hash.update(JSON.stringify({ legs }));
  if (useful) hash.update(JSON.stringify({ useful }));
  return hash.digest('hex').slice(0, 16);
}
