import { describe, expect, it } from 'vitest';
import { parse, SUITE_IDS, SUITES } from './options.ts';

const ids = (args: readonly string[]): readonly string[] =>
  parse(args, '/media').plans.flatMap(({ entries }) => entries.map(({ id }) => id));

describe('the command line of the bench', () => {
  it('fills in what a suite runs by itself', () => {
    const { plans, mediaDir, isWhole } = parse(['startup'], '/media');
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({ id: 'startup', runs: 7, profiles: SUITES.startup.profiles });
    expect(plans[0]?.entries.map(({ id }) => id)).toContain('limit-dash');
    expect({ mediaDir, isWhole }).toEqual({ mediaDir: '/media', isWhole: true });
  });

  it('names all suites with all, with fewer runs each', () => {
    const { plans } = parse(['all'], '/media');
    expect(plans.map(({ id }) => id)).toEqual(SUITE_IDS.filter((id) => id !== 'traces'));
    for (const { suite, runs } of plans) expect(runs).toBe(suite.inAll?.runs);
  });

  it('narrows to players, profiles and runs, and then writes no report', () => {
    const args = ['startup', '--players', 'kinora-dash,hlsjs', '--profile', 'tv', '--runs', '2'];
    const { plans, isWhole } = parse(args, '/media');
    expect(plans[0]).toMatchObject({ profiles: ['tv'], runs: 2 });
    expect(ids(args)).toEqual(['kinora-dash', 'hlsjs']);
    expect(isWhole).toBe(false);
  });

  it('does not race the limit where only players can compete', () => {
    expect(ids(['seek']).some((id) => id.startsWith('limit'))).toBe(false);
  });

  it.each([
    [[], 'Name one suite'],
    [['startup', 'seek'], 'Name one suite'],
    [['warp'], 'no suite warp'],
    [['startup', '--players', 'vlc'], 'no player vlc'],
    [['startup', '--profile', 'modem'], 'no profile modem'],
    [['startup', '--profile', 'trace-3g'], 'startup does not run on trace-3g'],
    [['traces', '--profile', 'cable'], 'traces does not run on cable'],
    [['startup', '--runs', '0'], '--runs takes a whole number'],
  ])('%j is refused with %j', (args, words) => {
    expect(() => parse(args, '/media')).toThrow(words);
  });
});
