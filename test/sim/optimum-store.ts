import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { clairvoyantScore } from './clairvoyant.ts';
import type { ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';

/** Changes when the programme does, so that what older ones found is not used. */
const VERSION = 1;

/** Keeps the clairvoyant optima on disk: each takes a second or more, and depends on trace and title alone. */
export class OptimumStore {
  readonly #file: string;
  readonly #scores: Map<string, number>;
  #isChanged = false;

  constructor(file: string) {
    this.#file = file;
    this.#scores = new Map(
      existsSync(file)
        ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>)
        : [],
    );
  }

  score(setting: SimSetting, scale: ScoreScale): number {
    const key = fingerprint(setting, scale);
    const known = this.#scores.get(key);
    if (known !== undefined) return known;
    const score = clairvoyantScore(setting, scale);
    this.#scores.set(key, score);
    this.#isChanged = true;
    return score;
  }

  save(): void {
    if (!this.#isChanged) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(this.#scores)));
    renameSync(draft, this.#file);
    this.#isChanged = false;
  }
}

function fingerprint(
  { title, trace, rttSec, bufferMaxSec }: SimSetting,
  { qualities, stallCost }: ScoreScale,
): string {
  const hash = createHash('sha1');
  hash.update(JSON.stringify([VERSION, title.segmentSec, rttSec, bufferMaxSec, stallCost, [...qualities]]));
  for (const sizes of title.sizes) hash.update(sizes);
  for (const { durationSec, bps } of trace.steps) hash.update(`${durationSec} ${bps};`);
  return hash.digest('hex').slice(0, 16);
}
