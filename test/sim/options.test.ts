import { describe, expect, test, vi } from 'vitest';
import { ALL_RULES, parse, readOptions } from './options.ts';
import { SCENARIOS } from './scenarios.ts';

describe('the command line of the simulator', () => {
  test('fills in what is left out', () => {
    expect(parse(['--traces', '/traces'])).toEqual({
      scenarios: ['vod'],
      isAll: false,
      tracesDir: '/traces',
      moviesDir: '/traces/movies',
      rules: null,
      max: Infinity,
      seconds: Infinity,
      withPrior: false,
      stress: null,
      withLin: false,
      json: null,
      doesWrite: false,
    });
  });

  test('takes all that can be said', () => {
    const args = '--scenario tv,live --traces /t --movies /m --rules kinora,soda --max 3 --stress rtt3';
    expect(parse([...args.split(' '), '--json', 'out.json', '--lin', '--write'])).toEqual({
      scenarios: ['tv', 'live'],
      isAll: false,
      tracesDir: '/t',
      moviesDir: '/m',
      rules: ['kinora', 'soda'],
      max: 3,
      seconds: Infinity,
      withPrior: false,
      stress: 'rtt3',
      withLin: true,
      json: 'out.json',
      doesWrite: true,
    });
  });

  test('takes the beginning of a title, and something remembered, but not into the report', () => {
    expect(parse(['--seconds', '30', '--prior'])).toMatchObject({ seconds: 30, withPrior: true });
    expect(() => parse(['--seconds', '0'])).toThrow('--seconds takes a whole number');
    expect(() => parse(['--prior', '--write'])).toThrow('whole titles');
  });

  test('knows all scenarios by one word, and our rule with the others', () => {
    expect(parse(['--scenario', 'all']).scenarios).toEqual(Object.keys(SCENARIOS));
    expect(Object.keys(ALL_RULES)).toEqual(expect.arrayContaining(['kinora', 'dashjs5', 'soda']));
  });

  test.each([
    [['--scenario', 'cinema'], 'There is no scenario cinema'],
    [['--rules', 'kinora,luck'], 'There is no rule luck'],
    [['--rules', ''], 'Name a rule'],
    [['--stress', 'storm'], 'There is no stress storm'],
    [['--max', '0'], '--max takes a whole number'],
    [['--max', 'many'], '--max takes a whole number'],
    [['vod'], 'Unexpected argument'],
    [['--fast'], 'Unknown option'],
  ])('%j is refused with %j', (args, words) => {
    expect(() => parse(args)).toThrow(words);
  });

  test('ends with the usage and 2 where a word is not known', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    });
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => readOptions(['--scenario', 'cinema'])).toThrow('exit 2');
    expect(exit).toHaveBeenCalledWith(2);
    expect(said.mock.calls.join()).toMatch(/no scenario cinema[^]*npm run sim/);
  });
});
