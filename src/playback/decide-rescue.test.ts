import { describe, expect, it } from 'vitest';
import { decideRescue, DEFAULT_RESCUE_CONFIG, type PlayheadView } from './decide-rescue.ts';

/** A playhead that has stood at 10 s for a second with [0, 20] under it and all fetched. */
const view = (changes: Partial<PlayheadView> = {}): PlayheadView => ({
  positionSec: 10,
  buffered: [{ startSec: 0, endSec: 20 }],
  fetchedUntilSec: Infinity,
  shouldMove: true,
  stillMs: 1000,
  nudges: 0,
  ...changes,
});
const typeOf = (changes: Partial<PlayheadView>): string => decideRescue(view(changes)).type;

const holeAhead = {
  buffered: [
    { startSec: 0, endSec: 10 },
    { startSec: 12, endSec: 20 },
  ],
};

describe('decideRescue', () => {
  it('leaves a playhead alone that should not move', () => {
    expect(typeOf({ shouldMove: false, stillMs: 60_000 })).toBe('none');
    expect(typeOf({ ...holeAhead, shouldMove: false, stillMs: 60_000 })).toBe('none');
  });

  it('leaves a playhead alone that moves', () => {
    expect(typeOf({ stillMs: 0 })).toBe('none');
    expect(typeOf({ stillMs: 999 })).toBe('none');
  });

  it('jumps a hole that fetching has passed, just inside of what comes next', () => {
    expect(decideRescue(view(holeAhead))).toEqual({
      type: 'jump',
      toSec: 12.001,
      gap: { startSec: 10, endSec: 12 },
    });
  });

  it.each([
    ['fetching has not got past it', { fetchedUntilSec: 12 }, 'none'],
    ['fetching is behind it', { fetchedUntilSec: 14 }, 'jump'],
    ['it has just been met', { stillMs: 249 }, 'none'],
    ['it has stood a quarter of a second', { stillMs: 250 }, 'jump'],
    ['the playhead is just short of it', { positionSec: 9.8 }, 'jump'],
    ['the playhead is a little short of it', { positionSec: 9.7 }, 'jump'],
    ['it is a little short of it and has not stood for long', { positionSec: 9.7, stillMs: 999 }, 'none'],
    ['the playhead is well short of it', { positionSec: 8.9 }, 'nudge'],
  ])('a hole, when %s', (_name, changes, type) => {
    expect(typeOf({ ...holeAhead, ...changes })).toBe(type);
  });

  it('jumps to the first media where playback begins before all of it', () => {
    const rescue = decideRescue(view({ positionSec: 0, buffered: [{ startSec: 1.5, endSec: 9 }] }));
    expect(rescue).toEqual({ type: 'jump', toSec: 1.501, gap: { startSec: 0, endSec: 1.5 } });
  });

  it('waits where nothing is ahead', () => {
    expect(typeOf({ buffered: [] })).toBe('none');
    expect(typeOf({ buffered: [{ startSec: 0, endSec: 10 }], stillMs: 60_000 })).toBe('none');
  });

  it('counts media that begins a hair behind the playhead as under it', () => {
    const buffered = [{ startSec: 10.05, endSec: 20 }];
    expect(decideRescue(view({ buffered }))).toEqual({ type: 'nudge', toSec: 10.15 });
    expect(typeOf({ buffered: [{ startSec: 10.06, endSec: 20 }] })).toBe('jump');
  });

  it('pushes a playhead that is stuck on good media, each time after as long again, and then gives up', () => {
    const { maxNudges, stuckAfterMs, nudgeSec } = DEFAULT_RESCUE_CONFIG;
    for (let nudges = 0; nudges < maxNudges; nudges++) {
      const dueMs = stuckAfterMs;
      expect(typeOf({ nudges, stillMs: dueMs - 1 })).toBe('none');
      expect(decideRescue(view({ nudges, stillMs: dueMs }))).toEqual({ type: 'nudge', toSec: 10 + nudgeSec });
    }
    expect(typeOf({ nudges: maxNudges, stillMs: stuckAfterMs })).toBe('give-up');
  });

  it('follows its config', () => {
    const config = { stuckAfterMs: 100, nudgeSec: 0.5, maxNudges: 1 };
    expect(decideRescue(view({ stillMs: 100 }), config)).toEqual({ type: 'nudge', toSec: 10.5 });
    expect(decideRescue(view({ stillMs: 200, nudges: 1 }), config).type).toBe('give-up');
  });
});
