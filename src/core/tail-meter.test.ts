import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LASTING_MS, TailMeter } from './tail-meter.ts';

it('tells what came in the last 200 ms, from one mark to the end', () => {
  const meter = new TailMeter();
  meter.note(1000, 0);
  for (let atMs = 1100; atMs <= 1900; atMs += 100) meter.note(atMs, atMs - 1000); // a byte a millisecond
  expect(meter.tail(2000, 2900)).toEqual({ bytes: 2900 - 800, ms: 200 });
  expect(meter.tail(2050, 2900)).toEqual({ bytes: 2900 - 800, ms: 250 });
});

it('takes all of what is shorter', () => {
  const meter = new TailMeter();
  expect(meter.tail(1000, 0)).toBeNull();
  meter.note(1000, 0);
  expect(meter.tail(1000, 0)).toBeNull();
  meter.note(1060, 500);
  expect(meter.tail(1150, 900)).toEqual({ bytes: 900, ms: 150 });
});

it('goes back to the last byte before, where nothing came for a moment', () => {
  const meter = new TailMeter();
  meter.note(0, 0);
  meter.note(100, 5000);
  expect(meter.tail(450, 5040)).toEqual({ bytes: 40, ms: 350 });
});

it('tells nothing where nothing was heard for long: the processor may have been busy', () => {
  const meter = new TailMeter();
  meter.note(0, 0);
  meter.note(100, 5000);
  expect(meter.tail(500, 5040)).toBeNull();
  meter.note(600, 90_000);
  meter.note(700, 110_000);
  expect(meter.tail(900, 120_000)).toEqual({ bytes: 10_000, ms: 200 });
});

it('counts nothing of a burst before a pause as having come in the pause', () => {
  const meter = new TailMeter();
  meter.note(0, 1000);
  meter.note(1, 50_000);
  meter.note(2, 100_000);
  expect(meter.tail(250, 100_000)).toBeNull();
  meter.note(250, 100_500);
  expect(meter.tail(250, 100_500)).toEqual({ bytes: 500, ms: 248 });
});

it('tells a silence from when it began, where somebody has looked meanwhile', () => {
  const meter = new TailMeter();
  meter.note(0, 0);
  meter.note(100, 5000);
  const tails = [300, 550, 800, 1050].map((atMs) => {
    const tail = meter.tail(atMs, 5000);
    meter.note(atMs, 5000);
    return tail;
  });
  expect(tails).toEqual([null, null, { bytes: 0, ms: 700 }, { bytes: 0, ms: 950 }]);
  expect(meter.tail(1450, 5000)).toBeNull(); // nobody has looked for long
});

it('takes no wait for bytes that are handed over four times a second for a silence', () => {
  const meter = new TailMeter();
  meter.note(0, 0);
  for (let turn = 1; turn < 40; turn += 1) {
    meter.note(turn * 252, turn * 10_000); // just behind each look
    const atMs = (turn + 1) * 252 - 1;
    expect(meter.tail(atMs, turn * 10_000)?.bytes).not.toBe(0);
    meter.note(atMs, turn * 10_000);
  }
});

it('tells what came in the last second, or all of what is shorter', () => {
  const meter = new TailMeter();
  expect(meter.lately(1000, 0)).toBeNull();
  meter.note(1000, 0);
  expect(meter.lately(1000, 0)).toBeNull();
  meter.note(1150, 150);
  expect(meter.lately(1400, 400)).toEqual({ bytes: 400, ms: 400 });
  for (let atMs = 1200; atMs <= 3000; atMs += 50) meter.note(atMs, atMs - 1000); // a byte a millisecond
  expect(meter.lately(3100, 2000)).toEqual({ bytes: 900, ms: 1000 });
  meter.note(3500, 2000); // that nothing has come counts, too
  expect(meter.lately(3620, 2010)).toEqual({ bytes: 410, ms: 1020 });
  expect(meter.lately(4200, 2010)).toEqual({ bytes: 10, ms: 1200 });
  expect(meter.lately(4400, 2010)).toBeNull(); // nobody has looked for long: the page may have been frozen
});

it('tells what came in the last five seconds', () => {
  const meter = new TailMeter();
  const noteUntil = (fromMs: number, untilMs: number): void => {
    for (let atMs = fromMs; atMs <= untilMs; atMs += 250) meter.note(atMs, 100 * Math.min(atMs, 8000));
  };
  noteUntil(0, 12_000);
  expect(meter.lately(12_000, 800_000, LASTING_MS)).toEqual({ bytes: 100_000, ms: 5000 });
  noteUntil(12_250, 30_000);
  expect(meter.lately(30_000, 800_500, LASTING_MS)).toEqual({ bytes: 500, ms: 5000 });
});

/** Of a transfer that began at 1000 and brought 100 bytes a millisecond until 1400. */
function begun(): TailMeter {
  const meter = new TailMeter();
  meter.note(1000, 0);
  meter.note(1200, 20_000);
  meter.note(1400, 40_000);
  return meter;
}

it('tells what had come before nobody looked for long, until the end', () => {
  const meter = begun();
  meter.look(1500);
  meter.note(2500, 70_000); // what had waited comes in two pieces
  meter.note(2510, 90_000);
  expect(meter.seen(1000, 2512, 90_000)).toEqual({ bytes: 40_000, ms: 500 });
  expect(meter.seen(1000, 2720, 90_000)).toBeNull(); // and goes on after that: the whole tells more
});

it('tells it where nothing is handed over before the end', () => {
  const meter = begun();
  expect(meter.seen(1000, 2000, 40_000)).toEqual({ bytes: 40_000, ms: 400 });
});

it('takes a silence in which somebody looks for one', () => {
  const meter = begun();
  for (let atMs = 1500; atMs < 2500; atMs += 250) meter.look(atMs);
  meter.note(2500, 90_000);
  expect(meter.seen(1000, 2500, 90_000)).toBeNull();
});

it('takes no burst that had waited for what the link gives', () => {
  const meter = new TailMeter();
  meter.note(1000, 0);
  meter.note(1003, 100_000);
  meter.note(1500, 380_000);
  expect(meter.seen(1000, 1502, 400_000)).toBeNull();
});

it('makes nothing of one late look after the other, as in a page that nobody sees', () => {
  const meter = new TailMeter();
  meter.note(1000, 0);
  meter.note(1200, 30_000);
  meter.note(1400, 60_000);
  meter.look(2400);
  meter.look(3400);
  expect(meter.seen(1000, 3450, 90_000)).toBeNull();
});

it('tells nothing of what was hardly seen, or seen to come more slowly than the whole', () => {
  const meter = new TailMeter();
  expect(meter.seen(0, 1000, 90_000)).toBeNull();
  meter.note(1000, 0);
  expect(meter.seen(1000, 2000, 90_000)).toBeNull();
  meter.note(2100, 20_000);
  expect(meter.seen(1000, 3000, 90_000)).toBeNull();
  meter.note(3000, 40_000);
  expect(meter.seen(1000, 3500, 90_000)).toBeNull();
});

/** As the meter's own words say, of all notes that there were. */
function tailOf(
  notes: readonly { readonly atMs: number; readonly bytes: number }[],
  nowMs: number,
  bytes: number,
) {
  const mark = notes.filter(({ atMs }) => atMs <= nowMs - 200).at(-1) ?? notes[0];
  const ms = nowMs - (mark?.atMs ?? NaN);
  if (!mark || ms <= 0 || ms >= 400) return null;
  if (bytes > mark.bytes) return { bytes: bytes - mark.bytes, ms };
  const silentMs = nowMs - (notes.find((note) => note.bytes === bytes)?.atMs ?? NaN);
  return silentMs < 500 ? null : { bytes: 0, ms: silentMs };
}

it('counts from the last note that is 200 to 400 ms old, or else from the first, whatever comes when (property)', () => {
  const gapMs = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 500, noNaN: true }));
  const step = fc.record({ gapMs, bytes: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 100 }), gapMs, (steps, laterMs) => {
      const meter = new TailMeter();
      const notes: { readonly atMs: number; readonly bytes: number }[] = [];
      let [nowMs, bytes] = [1000, 0];
      for (const step of steps) {
        nowMs += step.gapMs;
        bytes += step.bytes;
        meter.note(nowMs, bytes);
        notes.push({ atMs: nowMs, bytes });
      }
      nowMs += laterMs;
      expect(meter.tail(nowMs, bytes)).toEqual(tailOf(notes, nowMs, bytes));
    }),
  );
});
