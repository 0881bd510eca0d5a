import { describe, expect, it } from 'vitest';
import { parseReplay } from './replay-options.ts';

describe('the command line of the replay', () => {
  it('fills in what is left open', () => {
    expect(parseReplay([])).toMatchObject({ scenario: 'tv', seconds: 90, max: 5, runs: 1, atOnce: 5 });
  });

  it('takes titles from the folder of traces where none is named', () => {
    expect(parseReplay(['--traces', '/t']).moviesDir).toBe('/t/movies');
    expect(parseReplay(['--traces', '/t', '--movies', '/m']).moviesDir).toBe('/m');
  });

  it.each([
    [['--scenario', 'cinema'], 'no scenario cinema'],
    [['--seconds', 'long'], '--seconds takes a whole number from 1 on, not long'],
    [['--max', '0'], '--max takes a whole number'],
    [['--runs', '0'], '--runs takes a whole number'],
    [['--at-once', '1.5'], '--at-once takes a whole number'],
  ])('%j is refused with %j', (args, words) => {
    expect(() => parseReplay(args)).toThrow(words);
  });
});
