import { ENTRIES, isKinora, isPeer, type Protocol } from './entries.ts';
import type { Figures, SuiteRecord } from './figures.ts';
import type { ProfileId } from './profiles.ts';

/** One figure that Kinora is to reach, and whether it does. */
export interface Goal {
  readonly suite: string;
  readonly isMet: boolean;
  readonly text: string;
}

/** Cold and warm start, as a ratio to the best peer of the profile. */
const START_RATIOS: Readonly<
  Partial<Record<ProfileId, { readonly coldMs: number; readonly warmMs: number }>>
> = {
  fibre: { coldMs: 0.85, warmMs: 0.8 },
  cable: { coldMs: 0.6, warmMs: 0.6 },
  mobile: { coldMs: 0.5, warmMs: 0.5 },
  tv: { coldMs: 0.85, warmMs: 0.85 },
  'weak-tv': { coldMs: 0.85, warmMs: 0.85 },
};
/** The same, as a ratio to the limit at the same rung and protocol. */
const LIMIT_RATIOS = { coldMs: 1.5, warmMs: 1.25 } as const;
/** Kinora through an engine, to that engine alone. */
const VIA_RATIO = 1;
const SEEK_RATIO = 0.75;
const ZAP_MS = 120;
const ZAP_RATIO = 0.5;
/** The first title's segments. */
const AUDIO_SWITCH_MS = 4000;
const CPU_RATIO = 0.6;
const HEAP_RATIO = 0.7;
/**
 * What the heap's size differs by from load to load without any trend, and what is still compiled behind 30 loads: in two
 * runs 1 to 4 of Kinora and of hls.js (2026-11-27).
 */
const GROWTH_NOISE_KB = 10;
/**
 * In six runs Kinora came to 0.0–0.5 kB without any trend, hls.js to 0.4–1.1; a build that was made to keep every load
 * came to 73 (2026-11-27).
 */
const LEAK_NOISE_KB = 2;

type Row = Readonly<Record<string, Figures>>;

const KINORAS = ENTRIES.filter(isKinora);
const median = (row: Row, id: string, metric: string): number | undefined => row[id]?.[metric]?.median;

/** Judges what was measured of Kinora's goals; what was not measured is passed over. */
export function judgeGoals(suites: Readonly<Record<string, SuiteRecord>>): readonly Goal[] {
  return Object.entries(suites).flatMap(([suite, record]) =>
    Object.entries(record).flatMap(([profile, row]) => judgeRow(suite, profile, row)),
  );
}

function judgeRow(suite: string, profile: string, row: Row): readonly Goal[] {
  const judge = new Judge(suite, profile, row);
  switch (suite) {
    case 'startup':
      for (const metric of ['coldMs', 'warmMs'] as const) {
        judge.ratioToBestPeer(metric, START_RATIOS[profile as ProfileId]?.[metric] ?? 1);
        judge.ratioToLimit(metric, LIMIT_RATIOS[metric]);
      }
      judge.heights();
      break;
    case 'engines':
      for (const metric of ['coldMs', 'warmMs']) judge.ratioToAlone(metric, VIA_RATIO);
      break;
    case 'protected':
      judge.ratioToBestPeer('coldMs', START_RATIOS[profile as ProfileId]?.coldMs ?? 1);
      judge.ratioToBestPeer('preloadedMs', ZAP_RATIO);
      if (profile === 'cable') judge.atMost('preloadedMs', ZAP_MS, 'ms');
      break;
    case 'seek':
      judge.ratioToBestPeer('unbufferedMs', SEEK_RATIO);
      break;
    case 'zap':
      judge.ratioToBestPeer('preloadedMs', ZAP_RATIO);
      if (profile === 'cable') judge.atMost('preloadedMs', ZAP_MS, 'ms');
      break;
    case 'switch':
      judge.atMost('audioMs', AUDIO_SWITCH_MS, 'ms');
      judge.atMost('audioStalls', 0, 'stalls');
      break;
    case 'cpu':
      judge.ratioToBestPeer('first10sBusyMs', CPU_RATIO);
      judge.ratioToBestPeer('perMinuteBusyMs', CPU_RATIO);
      break;
    case 'memory':
      judge.ratioToBestPeer('heapMB', HEAP_RATIO);
      judge.atMost('growthPerLoadKB', GROWTH_NOISE_KB, 'kB');
      judge.atMost('leakPerLoadKB', LEAK_NOISE_KB, 'kB');
      break;
    default: // the size has its own check, `npm run size`; recorded networks are for the reader to judge
      break;
  }
  return judge.goals;
}

class Judge {
  readonly goals: Goal[] = [];
  readonly #suite: string;
  readonly #profile: string;
  readonly #row: Row;

  constructor(suite: string, profile: string, row: Row) {
    this.#suite = suite;
    this.#profile = profile;
    this.#row = row;
  }

  /**
   * The lowest median among peers; and, where that is one of the other protocol, which spends other round trips,
   * among those of the same protocol too.
   */
  ratioToBestPeer(metric: string, limit: number): void {
    const best = this.#bestPeer(metric);
    if (!best) return;
    for (const { id, protocol } of KINORAS) {
      this.#ratio(id, metric, best.id, best.value, limit);
      const alike = this.#bestPeer(metric, protocol);
      if (alike && alike.id !== best.id) this.#ratio(id, metric, alike.id, alike.value, limit);
    }
  }

  ratioToLimit(metric: string, limit: number): void {
    for (const { id, protocol } of KINORAS) {
      const same = ENTRIES.find((entry) => entry.rung === 'kinora' && entry.protocol === protocol);
      const value = same && median(this.#row, same.id, metric);
      if (same && value !== undefined) this.#ratio(id, metric, same.id, value, limit);
    }
  }

  ratioToAlone(metric: string, limit: number): void {
    for (const { id, alone } of ENTRIES) {
      const value = alone === undefined ? undefined : median(this.#row, alone, metric);
      if (alone !== undefined && value !== undefined) this.#ratio(id, metric, alone, value, limit);
    }
  }

  heights(): void {
    const fastest = this.#bestPeer('coldMs');
    const firstHeight = fastest && median(this.#row, fastest.id, 'firstFrameHeight');
    if (fastest && firstHeight !== undefined) this.#atLeast('firstFrameHeight', firstHeight, fastest.id);
    const [tallest] = this.#peers('heightAt10s').sort((a, b) => b.value - a.value);
    if (tallest) this.#atLeast('heightAt10s', tallest.value, tallest.id);
  }

  atMost(metric: string, limit: number, unit: string): void {
    for (const { id } of KINORAS) {
      const value = median(this.#row, id, metric);
      if (value !== undefined)
        this.#add(value <= limit, `${id} ${metric} ${show(value)} of ${limit} ${unit}`);
    }
  }

  #atLeast(metric: string, limit: number, of: string): void {
    for (const { id } of KINORAS) {
      const value = median(this.#row, id, metric);
      if (value !== undefined)
        this.#add(value >= limit, `${id} ${metric} ${show(value)}, ${of} ${show(limit)}`);
    }
  }

  #ratio(id: string, metric: string, otherId: string, other: number, limit: number): void {
    const value = median(this.#row, id, metric);
    if (value === undefined) return;
    const ratio = value / other;
    const text = `${id} ${metric} ${show(value)} / ${otherId} ${show(other)} = ${ratio.toFixed(2)} of ${limit}`;
    this.#add(ratio <= limit, text);
  }

  #add(isMet: boolean, text: string): void {
    this.goals.push({ suite: this.#suite, isMet, text: `${this.#profile}: ${text}` });
  }

  #bestPeer(
    metric: string,
    protocol?: Protocol,
  ): { readonly id: string; readonly value: number } | undefined {
    return this.#peers(metric, protocol).sort((a, b) => a.value - b.value)[0];
  }

  #peers(metric: string, protocol?: Protocol): { readonly id: string; readonly value: number }[] {
    const peers = ENTRIES.filter((entry) => isPeer(entry) && (!protocol || entry.protocol === protocol));
    return peers.flatMap(({ id }) => {
      const value = median(this.#row, id, metric);
      return value === undefined ? [] : [{ id, value }];
    });
  }
}

const show = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0));
