import { describe, expect, it } from 'vitest';
import { input, LADDER, segment, steady } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { decide } from './decide.ts';
import { forecastTransfer } from './forecast-transfer.ts';
import { learnSizes } from './learn-sizes.ts';
import { readPlan } from './plan-ahead.ts';
import { Planner } from './planner.ts';
import { readLink } from './read-link.ts';
import { reconsiderTransfer } from './reconsider-transfer.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

const planner = new Planner();
const choose = (over: Partial<AbrInput>): string => decide(input(over), planner).renditionId;

describe('a transfer under way', () => {
  const inFlight = {
    renditionId: '1080p',
    receivedBytes: 60_000,
    totalBytes: 2_500_000,
    firstByteMs: 50,
  };
  const slow = { samples: steady(8e6), currentId: '1080p', bufferSec: 4, inFlight, atMs: 2050 };

  it('is abandoned for a small one where the buffer would run out', () => {
    const decision = decide(input(slow), new Planner());
    expect(LADDER.findIndex(({ id }) => id === decision.renditionId)).toBeLessThan(2);
    expect(decision.reason).toMatch(/^abandon, the segment comes too slowly/);
  });

  it('goes on for longer where the link varies much, be it beyond what the ladder needs', () => {
    for (const rates of [
      [3e6, 16e6],
      [60e6, 900e6],
    ]) {
      const samples = Array.from({ length: 12 }, (_, index) =>
        segment(index * 4000, 2000, rates[index % 2] ?? 0),
      );
      expect(choose({ ...slow, samples })).toBe('1080p');
      expect(choose({ ...slow, samples, bufferSec: 1, atMs: 5050 })).not.toBe('1080p');
    }
  });

  it('is looked at where it is slower than the link was believed to be, though no slower than the end of the last one', () => {
    const slowing = { bytes: 7500, ms: 200 };
    const samples = slow.samples.map((one, index) => (index < 11 ? one : { ...one, tail: slowing }));
    const transfer = { ...inFlight, receivedBytes: 700_000 };
    expect(choose({ ...slow, samples, inFlight: transfer, bufferSec: 2 })).not.toBe('1080p');
  });

  it('goes on while nothing comes at all, for nothing else would come either; but not for long', () => {
    const silent = (ms: number) => ({ ...inFlight, tail: { bytes: 0, ms }, lately: { bytes: 0, ms: 1000 } });
    expect(choose({ ...slow, inFlight: silent(500) })).toBe('1080p');
    expect(choose({ ...slow, inFlight: silent(2900), bufferSec: 0, atMs: 12_050 })).toBe('1080p');
    expect(choose({ ...slow, inFlight: silent(3100), bufferSec: 0, atMs: 12_050 })).not.toBe('1080p');
    // Most of it has come, and something is left to play: the rest may still come back in time, but not for ever.
    const halfway = { ...slow, bufferSec: 3, atMs: 8050 };
    const half = (ms: number) => ({ ...silent(ms), receivedBytes: 1_300_000 });
    expect(choose({ ...halfway, inFlight: half(4900) })).toBe('1080p');
    expect(choose({ ...halfway, inFlight: half(5100) })).not.toBe('1080p');
    expect(choose({ ...slow, inFlight: { ...inFlight, tail: { bytes: 500, ms: 250 } } })).not.toBe('1080p');
    expect(choose({ ...slow, inFlight: { ...inFlight, tail: null } })).not.toBe('1080p');
  });

  it('goes on through a longer silence where nothing is left, on a link that brings the rest in a moment once it is back; then its first bytes tell', () => {
    const fast = { ...slow, samples: steady(100e6), bufferSec: 0, atMs: 12_050 };
    const behind = (bytes: number, ms: number) => ({
      ...inFlight,
      tail: { bytes, ms },
      lately: { bytes, ms: 1000 },
    });
    expect(choose({ ...fast, inFlight: behind(0, 9900) })).toBe('1080p');
    expect(choose({ ...fast, inFlight: behind(0, 9900), bufferSec: 1 })).not.toBe('1080p');
    expect(choose({ ...fast, inFlight: behind(0, 10_100) })).not.toBe('1080p');
    expect(choose({ ...fast, inFlight: behind(9000, 250) })).not.toBe('1080p');
    // A quarter of 4 s at 19 Mbit/s is not enough for the rest of it.
    expect(choose({ ...fast, samples: steady(19e6), inFlight: behind(0, 9900) })).not.toBe('1080p');
  });

  it('goes on through a fall to less than a fiftieth, which is an outage; but not for long', () => {
    const fast = { ...slow, samples: steady(100e6), bufferSec: 1 };
    const tail = { bytes: 900, ms: 250 };
    const trickle = (bytes: number) => ({ ...inFlight, receivedBytes: bytes, tail });
    // 100 Mbit/s to 1.6, and to 3.2.
    expect(choose({ ...fast, inFlight: trickle(400_000), atMs: 2050 })).toBe('1080p');
    expect(choose({ ...fast, inFlight: trickle(800_000), atMs: 2050 })).not.toBe('1080p');
    expect(choose({ ...fast, inFlight: trickle(980_000), atMs: 4950 })).toBe('1080p');
    expect(choose({ ...fast, inFlight: trickle(1_020_000), atMs: 5150 })).not.toBe('1080p');
  });

  it('goes on through a deep fall in the middle of it, for as long as the link may come back in time; not through a common one', () => {
    const halfway = { ...slow, bufferSec: 4, atMs: 8050 };
    const since = (bytes: number) => ({ ...inFlight, receivedBytes: 1_300_000, lately: { bytes, ms: 1000 } });
    // 8 Mbit/s to 80 kbit/s, and to 800: the whole of it, at 1.3 Mbit/s, tells the two apart by nothing.
    expect(choose({ ...halfway, inFlight: since(10_000) })).toBe('1080p');
    expect(choose({ ...halfway, inFlight: since(0) })).toBe('1080p');
    expect(choose({ ...halfway, inFlight: since(100_000) })).not.toBe('1080p');
    expect(choose({ ...halfway, inFlight: { ...since(0), lately: null } })).not.toBe('1080p');
    // At twice the speed of recording, the buffer lasts half as long, and the link gives half as much.
    const hasty = { ...halfway, playbackRate: 2, bufferSec: 8 };
    expect(choose({ ...hasty, inFlight: since(10_000) })).toBe('1080p');
    expect(choose({ ...hasty, inFlight: since(100_000) })).not.toBe('1080p');
  });

  it('goes on through none that would last for many seconds, should the link stay so: one that has fallen from far above the ladder', () => {
    const fallen = { ...slow, samples: steady(100e6), bufferSec: 1, atMs: 8050 };
    const lately = { bytes: 20_000, ms: 1000 };
    // To 160 kbit/s; at the mean of 8 s, the rest takes more than a minute, or two seconds.
    const early = { ...inFlight, receivedBytes: 250_000, lately };
    expect(choose({ ...fallen, inFlight: early })).not.toBe('1080p');
    const late = { ...inFlight, receivedBytes: 1_900_000, lately };
    expect(choose({ ...fallen, inFlight: late })).toBe('1080p');
    expect(choose({ ...fallen, inFlight: { ...late, lately: null } })).not.toBe('1080p');
    // To 480 kbit/s, which plays 240p.
    const playable = { ...late, lately: { bytes: 60_000, ms: 1000 } };
    expect(choose({ ...fallen, inFlight: playable })).not.toBe('1080p');
  });

  it('is abandoned once it has trickled for long, however fast its beginning came', () => {
    // Most of a large segment in two seconds, and then far less, which would take minutes for the rest of it.
    const trickled = (sec: number, bps: number) => {
      const bytes = (bps / 8) * sec;
      return {
        ...{ ...slow, atMs: 50 + (2 + sec) * 1000, bufferSec: 6 },
        inFlight: {
          ...{ ...inFlight, totalBytes: 4_000_000, receivedBytes: 2_000_000 + bytes },
          tail: { bytes: bps / 40, ms: 200 },
          lately: { bytes: bps / 8, ms: 1000 },
          lasting: { bytes: (bps / 8) * 5, ms: 5000 },
        },
      };
    };
    const whole = (sec: number, bps: number) => {
      const { inFlight: transfer, ...moment } = trickled(sec, bps);
      return choose({ ...moment, inFlight: { ...transfer, lasting: null } });
    };
    expect(whole(12, 240_000)).not.toBe('240p');
    expect(choose(trickled(12, 240_000))).toBe('240p');
    expect(choose(trickled(7, 240_000))).toBe(whole(7, 240_000));
    // A fall so deep may be an outage.
    expect(choose(trickled(12, 100_000))).toBe(whole(12, 100_000));
    expect(choose(trickled(27, 100_000))).toBe('240p');
  });

  it('is weighed as before where nobody has measured what the link gives', () => {
    const unmeasured = { ...slow, samples: [], inFlight: { ...inFlight, lately: { bytes: 0, ms: 1000 } } };
    expect(choose(unmeasured)).toBe(choose({ ...unmeasured, inFlight }));
  });

  it('is abandoned for more, the more the link varies: a slow transfer says less of what comes next there', () => {
    const swinging = (nats: number) =>
      Array.from({ length: 12 }, (_, index) =>
        segment(index * 4000, 2000, 8e6 * Math.exp(index % 2 === 0 ? -nats : nats)),
      );
    const moment = { ...slow, bufferSec: 2, inFlight: { ...inFlight, receivedBytes: 250_000 } };
    expect(choose({ ...moment, samples: swinging(0.02) })).toBe('240p');
    expect(choose({ ...moment, samples: swinging(0.5) })).toBe('360p');
  });

  it('is abandoned for less where dips have lasted than where they have passed, and for as little once it has lasted itself', () => {
    const transfer = { ...inFlight, receivedBytes: 700_000, tail: null };
    const asked = input({ ...slow, bufferSec: 1, inFlight: transfer, segmentDurationSec: 2 });
    const link = readLink(asked, DEFAULT_ABR_CONFIG);
    const forecast = forecastTransfer(link.observations, link.belief);
    const tableFor = (setting: PlanSetting): ValueTable => new ValueTable(setting);
    const known = { link: { ...link, spread: 0.5 }, forecast, sizes: learnSizes(asked) };
    const plan = readPlan(LADDER, 3, asked, known, DEFAULT_ABR_CONFIG, tableFor);
    const rungAt = (atMs: number, lasting: number): number => {
      const state = { ...plan.state, next: { ...plan.state.next, lasting } };
      return reconsiderTransfer(LADDER, transfer, { ...asked, atMs }, { ...plan, state }).position;
    };
    expect(rungAt(4050, 0.95)).toBeLessThan(rungAt(4050, 0.3));
    expect(rungAt(20_050, 0.3)).toBeLessThan(rungAt(4050, 0.3));
  });

  it('that replaces one that was given up is given up only where it comes slower than that one did', () => {
    const [last] = slow.samples.slice(-1);
    const givenUp = { ...last!, renditionId: '1080p', bytes: 60_000, mediaSec: null };
    const at = (sample: Partial<TransferSample>) => ({
      ...slow,
      ...{
        samples: [
          ...slow.samples,
          { ...givenUp, startMs: 48_000, firstByteMs: 48_050, endMs: 50_050, ...sample },
        ],
      },
      ...{ currentId: '720p', bufferSec: 1, atMs: 52_150 },
    });
    const replacing = (receivedBytes: number) => ({
      ...{ renditionId: '720p', receivedBytes, totalBytes: 1_500_000, firstByteMs: 50_150 },
    });
    expect(choose({ ...at({}), inFlight: replacing(60_000) })).toBe('720p');
    expect(choose({ ...at({}), inFlight: replacing(40_000) })).toBe('720p');
    expect(choose({ ...at({}), inFlight: replacing(30_000) }), 'a deeper hole').toBe('240p');
    // Behind one that came whole, or was of no higher rung, it is a hole of its own.
    for (const sample of [{ mediaSec: 4 }, { renditionId: '720p' }])
      expect(choose({ ...at(sample), inFlight: replacing(60_000) })).toBe('240p');
  });

  it('goes on where the link is back, however little came before', () => {
    const rising = (bytes: number) => ({ ...inFlight, tail: { bytes, ms: 250 } });
    expect(choose({ ...slow, inFlight: rising(60_000) })).not.toBe('1080p');
    expect(choose({ ...slow, inFlight: rising(240_000) })).toBe('1080p');
  });

  it('goes on where it comes as expected, has hardly begun, or will be there in time', () => {
    expect(choose({ ...slow, inFlight: { ...inFlight, receivedBytes: 2_000_000 } })).toBe('1080p');
    expect(choose({ ...slow, atMs: 500 })).toBe('1080p');
    expect(choose({ ...slow, bufferSec: 300, bufferGoalSec: 300 })).toBe('1080p');
    expect(choose({ ...slow, bufferSec: 30 })).toBe('1080p'); // there is time to see whether it is but a dip
    expect(choose({ ...slow, inFlight: { ...inFlight, totalBytes: 90_000 } })).toBe('1080p');
  });

  it('goes on in the lowest rendition, and in one that is not among those allowed', () => {
    expect(choose({ ...slow, inFlight: { ...inFlight, renditionId: '240p' } })).toBe('240p');
    const small = { viewport: { width: 320, height: 180 } };
    expect(choose({ ...slow, ...small, bufferSec: 20 })).toBe('1080p');
  });
});
