import { expect, it } from 'vitest';
import { TailMeter } from './tail-meter.ts';

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

it('goes back to the last byte before, where nothing came for long', () => {
  const meter = new TailMeter();
  meter.note(0, 0);
  meter.note(100, 5000);
  expect(meter.tail(4100, 5040)).toEqual({ bytes: 40, ms: 4000 });
});

it('passes over marks that are close to each other', () => {
  const meter = new TailMeter();
  for (let atMs = 0; atMs <= 400; atMs += 10) meter.note(atMs, atMs);
  const tail = meter.tail(405, 405);
  expect(tail?.ms).toBeGreaterThanOrEqual(200);
  expect(tail?.ms).toBeLessThanOrEqual(260);
  expect(tail?.bytes).toBe(tail?.ms);
});
