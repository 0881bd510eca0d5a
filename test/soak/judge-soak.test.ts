import { expect, it } from 'vitest';
import { judgeSoak, leakPerVisit, type Lap, type Visit } from './judge-soak.ts';

const VISIT: Visit = {
  title: 'dash-number',
  end: 'moves-on',
  hadFaults: true,
  errors: [],
  detail: '',
  warningCount: 0,
  stallCount: 0,
  stalledSec: 0,
  playedSec: 5,
};
const LAP: Lap = { visits: [VISIT], pageErrors: [], held: [], machineCodeBytes: 1e6, otherBytes: 1e6 };
/** Behind one that plays on. */
const visited = (visit: Partial<Visit>): Lap => ({ ...LAP, visits: [VISIT, { ...VISIT, ...visit }] });

it('finds nothing wrong with titles that move on or end', () => {
  expect(judgeSoak([LAP, visited({ end: 'ended' })])).toEqual([]);
});

it('lets a server that is at fault end a title, by an error that names it', () => {
  const failure = { end: 'failed', errors: ['network-status'] } as const;
  expect(judgeSoak([visited(failure)])).toEqual([]);
  expect(judgeSoak([visited({ ...failure, hadFaults: false })])).toEqual([
    'lap 1: dash-number: ended by network-status',
  ]);
});

it.each(['internal', 'manifest-unsupported'])(
  'names what ended a title though the server is not to blame: %s',
  (code) => {
    expect(judgeSoak([LAP, visited({ end: 'refused', errors: [code] })])).toEqual([
      `lap 2: dash-number: ended by ${code}`,
    ]);
  },
);

it('names a failure that was not told, and one that was told twice', () => {
  expect(judgeSoak([visited({ end: 'failed' })])).toEqual(['lap 1: dash-number: failed, with 0 errors told']);
  expect(judgeSoak([visited({ end: 'failed', errors: ['network-status', 'network-timeout'] })])).toEqual([
    'lap 1: dash-number: failed, with 2 errors told',
  ]);
  expect(judgeSoak([visited({ errors: ['network-status'] })])).toEqual([
    'lap 1: dash-number: moves-on, with 1 errors told',
  ]);
});

it('names a title that stands still, what nobody caught, and what is held with nothing loaded', () => {
  const lap = { ...visited({ end: 'hangs', detail: '{}' }), pageErrors: ['oh'], held: ['timers 1'] };
  expect(judgeSoak([lap])).toEqual([
    'lap 1: dash-number: stands still with no fault left: {}',
    'lap 1: uncaught: oh',
    'lap 1: held with nothing loaded: timers 1',
  ]);
});

it('has soaked nothing where hardly anything plays', () => {
  const refused: Visit = { ...VISIT, end: 'refused', errors: ['network-status'] };
  const lap = { ...LAP, visits: [VISIT, refused, refused] };
  expect(judgeSoak([lap])).toEqual(['of 3 loads only 1 played on: nothing was soaked']);
});

it('tells a leak behind the hundredth title, and machine code is none', () => {
  const visits = Array<Visit>(50).fill(VISIT);
  const laps = [0, 5e6, 5.1e6, 5.3e6].map((otherBytes) => ({ ...LAP, visits, otherBytes }));
  expect(leakPerVisit(laps.slice(0, 2))).toBeNull();
  expect(leakPerVisit(laps)).toBe(3000);
  expect(judgeSoak(laps)).toEqual(['the heap grows by 3.0 kB a load, machine code left out']);
  const ofCode = [1e6, 5e6, 9e6, 13e6].map((machineCodeBytes) => ({ ...LAP, visits, machineCodeBytes }));
  expect(judgeSoak(ofCode)).toEqual([]);
});

it('tells a leak in one title of thirty, and what is noise over a few', () => {
  const grown = (visitCount: number, bytes: number): readonly Lap[] => [
    { ...LAP, visits: Array<Visit>(100).fill(VISIT), otherBytes: 5e6 },
    { ...LAP, visits: Array<Visit>(visitCount).fill(VISIT), otherBytes: 5e6 + bytes },
  ];
  expect(judgeSoak(grown(90, 3 * 50_000))).toHaveLength(1);
  expect(judgeSoak(grown(90, 50_000))).toEqual([]);
  expect(judgeSoak(grown(1, 10_000)), 'it takes more of them').toEqual([]);
});
