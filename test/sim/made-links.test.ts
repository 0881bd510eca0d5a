import { describe, expect, it } from 'vitest';
import { makeGroups, makeTitles } from './made-links.ts';

const GROUPS = makeGroups();

const rates = (name: string): readonly number[] =>
  GROUPS.filter(({ group }) => group === name).flatMap(({ traces }) =>
    traces.flatMap(({ p }) => p.map(([, kbps]) => kbps)),
  );

describe('made-up links', () => {
  it('are the same each time, and long enough for their titles', () => {
    expect(makeGroups()).toEqual(GROUPS);
    for (const { traces } of GROUPS) for (const { p } of traces) expect(p.length).toBeGreaterThanOrEqual(700);
  });

  it('are away as their name says, or never', () => {
    const awayShare = (name: string): number => {
      const all = rates(name);
      return all.filter((kbps) => kbps <= 60).length / all.length;
    };
    expect(awayShare('made-hand-over')).toBeCloseTo(0.15, 1);
    expect(awayShare('made-metro')).toBeCloseTo(0.17, 1);
    expect(awayShare('made-rail')).toBeCloseTo(0.14, 1);
    expect(awayShare('made-rare')).toBeCloseTo(0.06, 1);
    for (const name of ['made-satellite', 'made-steps', 'made-wander']) expect(awayShare(name)).toBe(0);
  });

  it('come with titles whose sizes keep to their rates', () => {
    for (const title of Object.values(makeTitles()))
      title.bitrates_kbps.forEach((kbps, rung) => {
        const sizes = title.segment_sizes_bits.map((segment) => segment[rung] ?? 0);
        const mean = sizes.reduce((sum, bits) => sum + bits, 0) / sizes.length;
        const share = mean / (kbps * title.segment_duration_ms);
        expect(share).toBeGreaterThan(0.9);
        expect(share).toBeLessThan(1.1);
      });
  });
});
