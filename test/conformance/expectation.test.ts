import { describe, expect, it } from 'vitest';
import { readExpectation } from './expectation.ts';

const verdicts = (words: string): string => {
  const { mayPlay, mayFail, mustFailAfterPlaying } = readExpectation(words);
  if (mustFailAfterPlaying) return 'plays, then fails';
  return [...(mayPlay ? ['plays'] : []), ...(mayFail ? ['fails'] : [])].join(' or ');
};

describe('readExpectation', () => {
  it.each([
    ['plays', 'plays'],
    ['plays (starts after the first gap, jumps the second)', 'plays'],
    ['plays; emsg v1 events surface', 'plays'],
    ['clear media error', 'fails'],
    ['clear-error (malformed pssh for the common system)', 'fails'],
    ['clear-error or plays', 'plays or fails'],
    ['clear-error where MSE lacks HEVC/AC-3 (Debian Chromium); plays on most TVs', 'plays or fails'],
    ['plays if SEA supported (shaka), else clear-error', 'plays or fails'],
    ['no crash/hang: plays stills or clear-error', 'plays or fails'],
    ['plays the first 8 s, then a clear network error (404): the MPD claims one hour', 'plays, then fails'],
    ['see notes', 'plays or fails'],
  ])('%s → %s', (words, verdict) => {
    expect(verdicts(words)).toBe(verdict);
  });

  it('reads how long it plays, and whether that is an estimate', () => {
    expect(readExpectation('plays the first 8 s, then a clear error')).toMatchObject({
      playedSec: 8,
      isAbout: false,
    });
    expect(readExpectation('plays ~50 s and ends there')).toMatchObject({ playedSec: 50, isAbout: true });
    expect(readExpectation('plays 2.5 s')).toMatchObject({ playedSec: 2.5, isAbout: false });
    expect(readExpectation('plays')).toMatchObject({ playedSec: null });
  });

  it('knows when events must surface', () => {
    expect(readExpectation('plays; emsg v1 events surface').needsEvents).toBe(true);
    expect(readExpectation('plays').needsEvents).toBe(false);
  });
});
