import { seededRandom, seedOf, type Random } from '../fixtures/seeded-random.ts';
import type { GroupFile, MovieFile } from './load-inputs.ts';

const TRACES = 12;
const TRACE_SEC = 700;
/** Around what rates a group's links are, spread evenly over the logarithm: kbit/s. */
const SLOWEST_KBPS = 1000;
const FASTEST_KBPS = 9000;
/** What still comes in some of an outage's seconds. */
const TRICKLE_KBPS = 60;

/** Kbit/s of each second. */
type Draw = (meanKbps: number, random: Random) => readonly number[];

const GROUPS: Readonly<Record<string, { readonly rttMs: number; readonly draw: Draw }>> = {
  // Nothing for some seconds, again and again; between that, the link is as it was.
  'made-hand-over': { rttMs: 55, draw: withOutages({ goodSec: [10, 40], awaySec: [2, 7], noise: 0.3 }) },
  'made-metro': { rttMs: 50, draw: withOutages({ goodSec: [20, 90], awaySec: [4, 18], noise: 0.35 }) },
  'made-rail': { rttMs: 80, draw: withOutages({ goodSec: [60, 180], awaySec: [8, 30], noise: 0.25 }) },
  'made-rare': { rttMs: 50, draw: withOutages({ goodSec: [120, 300], awaySec: [6, 20], noise: 0.3 }) },
  // Far away, but even; four speeds, each for half a minute or so; a rate that wanders.
  'made-satellite': { rttMs: 600, draw: eachSecond((meanKbps, random) => meanKbps * noise(0.25, random)) },
  'made-steps': { rttMs: 70, draw: inSteps },
  'made-wander': { rttMs: 40, draw: wander },
};

/** Five minutes long; ladders of fewer rungs than the recorded titles of these names, farther apart at the bottom. */
const TITLES: Readonly<Record<string, { readonly sec: number; readonly kbps: readonly number[] }>> = {
  'netflix13-4s': { sec: 4, kbps: [180, 400, 900, 1800, 3600, 6500] },
  'netflix13-2s': { sec: 2, kbps: [145, 365, 730, 1100, 2000, 3000, 4500, 6000, 7800] },
};
const TITLE_SEC = 300;

/** Made-up links, as `../shared/traces` writes its own. */
export function makeGroups(): readonly GroupFile[] {
  return Object.entries(GROUPS).map(([group, { rttMs, draw }]) => ({
    group,
    rtt_ms: rttMs,
    traces: Array.from({ length: TRACES }, (_, index) => {
      const id = `${group}-${index}`;
      const share = (index + 0.5) / TRACES;
      const kbps = draw(SLOWEST_KBPS * (FASTEST_KBPS / SLOWEST_KBPS) ** share, seededRandom(seedOf(id)));
      return { id, p: kbps.map((rate) => [1000, Math.round(rate)] as const) };
    }),
  }));
}

/** Titles of made-up segments, by the names of `scenarios.ts`. */
export function makeTitles(): Readonly<Record<string, MovieFile>> {
  return Object.fromEntries(
    Object.entries(TITLES).map(([name, { sec, kbps }]) => {
      const random = seededRandom(seedOf(name));
      const sizes = Array.from({ length: TITLE_SEC / sec }, () => {
        const scene = noise(0.25, random);
        return kbps.map((rate) => Math.round(rate * 1000 * sec * scene * noise(0.05, random)));
      });
      return [name, { segment_duration_ms: sec * 1000, bitrates_kbps: kbps, segment_sizes_bits: sizes }];
    }),
  );
}

interface Outages {
  readonly goodSec: readonly [number, number];
  readonly awaySec: readonly [number, number];
  readonly noise: number;
}

function withOutages({ goodSec, awaySec, noise: spread }: Outages): Draw {
  return (meanKbps, random) => {
    const rates: number[] = [];
    for (let isGood = true; rates.length < TRACE_SEC; isGood = !isGood) {
      const [least, most] = isGood ? goodSec : awaySec;
      const untilSec = rates.length + Math.round(least + random() * (most - least));
      while (rates.length < untilSec)
        rates.push(isGood ? meanKbps * noise(spread, random) : random() < 0.6 ? 0 : TRICKLE_KBPS);
    }
    return rates;
  };
}

function eachSecond(rate: (meanKbps: number, random: Random) => number): Draw {
  return (meanKbps, random) => Array.from({ length: TRACE_SEC }, () => rate(meanKbps, random));
}

function inSteps(meanKbps: number, random: Random): readonly number[] {
  const steps = [0.25, 0.6, 1.4, 3].map((factor) => factor * meanKbps);
  let step = Math.floor(random() * steps.length);
  return Array.from({ length: TRACE_SEC }, () => {
    if (random() < 0.05) step = Math.min(steps.length - 1, Math.max(0, step + (random() < 0.5 ? -1 : 1)));
    return (steps[step] ?? meanKbps) * noise(0.2, random);
  });
}

function wander(meanKbps: number, random: Random): readonly number[] {
  let off = 0;
  return Array.from({ length: TRACE_SEC }, () => {
    off += 0.06 * normal(random) - 0.01 * off;
    return meanKbps * Math.exp(off) * noise(0.1, random);
  });
}

/** A factor whose logarithm is normal. */
function noise(spread: number, random: Random): number {
  return Math.exp(spread * normal(random));
}

/** By the Box–Muller transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
