import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capAudio } from './cap-audio.ts';

const LEAST_VIDEO_BPS = 300_000;
const RATES = [64_000, 128_000, 192_000, 384_000];
/** The rate that is taken of a ladder; 0 where there is none. */
const take = (ladder: readonly number[], capBps: number): number =>
  ladder.filter((bps) => bps <= capBps).at(-1) ?? ladder[0] ?? 0;
const choose = (heardBps: number, linkBps: number, mayRise = true, savesData = false): number =>
  take(RATES, capAudio(heardBps, linkBps, LEAST_VIDEO_BPS, mayRise, savesData)) / 1000;

describe('at a start', () => {
  it('is modest, whatever the picture takes, while nothing is known', () => {
    expect(choose(0, Infinity)).toBe(128);
    expect(take(RATES, capAudio(0, Infinity, 9e6, true, false))).toBe(128_000);
  });

  it('is less on a link that is remembered as slow, and no more on one that is fast', () => {
    expect(choose(0, 300_000)).toBe(64);
    expect(choose(0, 1.3e6)).toBe(128);
    expect(choose(0, 50e6)).toBe(128);
  });
});

describe('later', () => {
  it('takes the best on a link that bears it easily, but not soon after a change', () => {
    expect(choose(128_000, 20e6)).toBe(384);
    expect(choose(128_000, 20e6, false)).toBe(128);
  });

  it('leaves a slow link to the picture, at once', () => {
    expect(choose(192_000, 300_000, false)).toBe(64);
    expect(take(RATES, capAudio(128_000, 1.6e6, 1.5e6, false, false))).toBe(64_000);
  });

  it('leaves what plays in one quality alone its sound, where the link bears both', () => {
    expect(take(RATES, capAudio(128_000, 7e6, 4e6, true, false))).toBe(384_000);
    expect(take(RATES, capAudio(0, 7e6, 4e6, true, false))).toBe(128_000);
  });

  it('stays as it is on one that becomes much slower or faster', () => {
    for (const linkBps of [1.1e6, 2e6, 3.7e6]) expect(choose(192_000, linkBps)).toBe(192);
    expect(choose(192_000, 0.9e6)).toBe(64);
  });

  it('saves data where the viewer does', () => {
    expect(choose(384_000, 20e6, true, true)).toBe(128);
    expect(choose(64_000, 20e6, true, true)).toBe(128);
    expect(choose(128_000, 300_000, true, true)).toBe(64);
  });

  it('goes on as well as before where the same quality is declared with a little more', () => {
    expect(take([65_000, 130_000, 196_000], capAudio(192_000, 20e6, 300_000, false, false))).toBe(196_000);
  });
});

describe('for who saves data', () => {
  it('keeps what is just modest enough where the link gets slower', () => {
    const rates = [8_000, 140_000];
    expect(take(rates, capAudio(140_000, 1e6, 0, true, true))).toBe(140_000);
    expect(take(rates, capAudio(140_000, 0.6e6, 0, true, true))).toBe(8_000);
  });
});

describe('whatever comes', () => {
  const bps = fc.integer({ min: 1, max: 50_000_000 });
  const ladder = fc
    .uniqueArray(fc.integer({ min: 8_000, max: 2_000_000 }), { minLength: 1, maxLength: 6 })
    .map((rates) => rates.sort((a, b) => a - b));
  const scene = fc.record({
    rates: ladder,
    heardAt: fc.nat(6),
    leastVideoBps: fc.nat(5_000_000),
    mayRise: fc.boolean(),
    savesData: fc.boolean(),
  });
  type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;
  const heardOf = ({ rates, heardAt }: Scene): number => rates[heardAt] ?? 0;
  const rateOn = (one: Scene, linkBps: number, heardBps = heardOf(one)): number =>
    take(one.rates, capAudio(heardBps, linkBps, one.leastVideoBps, one.mayRise, one.savesData));

  it('takes more than a fifth of the link, or what the lowest picture needs, only where nothing takes less', () => {
    fc.assert(
      fc.property(scene, bps, (one, linkBps) => {
        const rate = rateOn(one, linkBps);
        const isLowest = rate === one.rates[0];
        expect(isLowest || (rate <= 0.2 * linkBps && rate + one.leastVideoBps <= linkBps)).toBe(true);
      }),
    );
  });

  it('is no worse on a faster link', () => {
    fc.assert(
      fc.property(scene, bps, bps, (one, linkBps, moreBps) => {
        expect(rateOn(one, linkBps + moreBps)).toBeGreaterThanOrEqual(rateOn(one, linkBps));
      }),
    );
  });

  it('rests when it has chosen, and stays on any link down to 57 % of the one that it was chosen on', () => {
    const apart = scene.filter(({ rates }) =>
      rates.every((rate, place) => rate > 1.1 * (rates[place - 1] ?? 0)),
    );
    fc.assert(
      fc.property(apart, bps, fc.double({ min: 0.57, max: 1, noNaN: true }), (one, linkBps, share) => {
        const chosen = rateOn(one, linkBps, 0);
        const savesData = true; // a start is as modest
        expect(rateOn({ ...one, savesData }, linkBps, chosen)).toBe(chosen);
        // What the picture needs is no share: nearer to that, there is less of a margin.
        fc.pre(linkBps > 12 * one.leastVideoBps);
        expect(rateOn({ ...one, mayRise: false }, linkBps * share, chosen)).toBe(chosen);
      }),
    );
  });
});
