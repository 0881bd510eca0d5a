import { expect, it } from 'vitest';
import { decideEnding, type EndingView } from './decide-ending.ts';

const playing = { readyState: 4, seeking: false };
const starved = { readyState: 2, seeking: false };
const view = (changes: Partial<EndingView>): EndingView => ({
  positionSec: 10,
  buffered: [{ startSec: 0, endSec: 10.1 }],
  fetchedUntilSec: 14,
  element: playing,
  rebuildAtSec: Infinity,
  ...changes,
});

it.each([
  ['gives up where all has been played', {}, 'give-up'],
  ['plays on what there is', { buffered: [{ startSec: 0, endSec: 10.5 }] }, 'none'],
  ['plays on over a small hole', { buffered: [r(0, 10.1), r(10.2, 12)] }, 'none'],
  ['lets the playhead jump a large one', { buffered: [r(0, 10.1), r(12, 14)] }, 'none'],
  [
    'takes little for nothing when the playhead stands',
    { buffered: [r(0, 10.5)], element: starved },
    'give-up',
  ],
  ['but not during a seek', { buffered: [r(0, 10.5)], element: { ...starved, seeking: true } }, 'none'],
  ['starts afresh at a boundary', { rebuildAtSec: 10.1 }, 'rebuild'],
  ['starts afresh behind one that was passed', { rebuildAtSec: 9 }, 'rebuild'],
  ['does not before it is reached', { rebuildAtSec: 20 }, 'give-up'],
  ['does where nothing comes before it', { rebuildAtSec: 20, fetchedUntilSec: 20 }, 'rebuild'],
  [
    'jumps first to what comes before it',
    { rebuildAtSec: 20, fetchedUntilSec: 20, buffered: [r(0, 10.1), r(12, 14)] },
    'none',
  ],
  ['gives up before what a seek has left', { buffered: [r(0, 10.1), r(15, 20)] }, 'give-up'],
  ['does not before what there is was played', { rebuildAtSec: 10.5, buffered: [r(0, 10.5)] }, 'none'],
] as const)('%s', (_name, changes, expected) => {
  expect(decideEnding(view(changes))).toBe(expected);
});

function r(startSec: number, endSec: number): { startSec: number; endSec: number } {
  return { startSec, endSec };
}
