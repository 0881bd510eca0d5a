import { describe, expect, it } from 'vitest';
import { createByteLedger, type BodyClaim } from './byte-ledger.ts';

const whole = (contentLength: number): BodyClaim => ({
  isPartial: false,
  contentRange: null,
  contentLength,
});
const part = (contentRange: string | null, contentLength = Infinity): BodyClaim => ({
  isPartial: true,
  contentRange,
  contentLength,
});
const bytes = (from: number, to: number): Uint8Array =>
  Uint8Array.from({ length: to - from }, (_, i) => from + i);

describe('a byte ledger', () => {
  it('asks for what is missing only', () => {
    const open = createByteLedger(null);
    expect(open.rangeHeader()).toBeNull();
    open.begin(whole(100));
    open.take(bytes(0, 40));
    expect([open.rangeHeader(), open.isShort()]).toEqual(['bytes=40-', true]);
    expect(createByteLedger({ start: 0, end: null }).rangeHeader()).toBeNull();
    expect(createByteLedger({ start: 5, end: null }).rangeHeader()).toBe('bytes=5-');
    expect(createByteLedger({ start: 0, end: 9 }).rangeHeader()).toBe('bytes=0-9');
  });

  it('cuts the asked range out of a whole resource, and says when to stop', () => {
    const ledger = createByteLedger({ start: 10, end: 19 });
    expect(ledger.begin(whole(100))).toBeNull();
    expect([...ledger.take(bytes(0, 12))]).toEqual([10, 11]);
    expect(ledger.canStop()).toBe(false);
    expect([...ledger.take(bytes(12, 40))]).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    expect([ledger.canStop(), ledger.isShort()]).toEqual([true, false]);
  });

  it('lets an answer that ends by itself end by itself', () => {
    const ledger = createByteLedger({ start: 10, end: 19 });
    ledger.begin(part('bytes 10-19/100'));
    ledger.take(bytes(10, 20));
    expect([ledger.canStop(), ledger.isComplete()]).toEqual([false, true]);
  });

  it('accepts an answer that begins earlier, and refuses one that begins later', () => {
    const ledger = createByteLedger({ start: 10, end: 19 });
    expect(ledger.begin(part('bytes 8-19/100'))).toBeNull();
    expect([...ledger.take(bytes(8, 12))]).toEqual([10, 11]);
    expect(ledger.begin(part('bytes 13-19/100'))).toContain('starts at byte 13 instead of 12');
  });

  it('notices a resource that changed meanwhile or is too short', () => {
    const ledger = createByteLedger(null);
    ledger.begin(whole(100));
    ledger.take(bytes(0, 40));
    expect(ledger.begin(part('bytes 40-119/120'))).toContain('changed from 100 to 120');
    expect(createByteLedger({ start: 50, end: 60 }).begin(whole(50))).toContain('ends at byte 50');
  });

  it('takes a range that reaches beyond the end of its resource as far as it goes', () => {
    const ledger = createByteLedger({ start: 0, end: 999 });
    ledger.begin(part('bytes 0-49/50'));
    ledger.take(bytes(0, 50));
    expect(ledger.isShort()).toBe(false);
    const hidden = createByteLedger({ start: 0, end: 999 });
    hidden.begin(part(null, 50));
    expect(hidden.isExhaustedBy(null)).toBe(false);
    hidden.take(bytes(0, 50));
    expect([hidden.isShort(), hidden.isExhaustedBy(null), hidden.isExhaustedBy('bytes */51')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('takes all of a body longer than announced: the length was that of its compressed form', () => {
    const open = createByteLedger(null);
    open.begin(whole(50));
    open.take(bytes(0, 40));
    expect([open.take(bytes(40, 90)).length, open.take(bytes(90, 100)).length]).toEqual([50, 10]);
    expect([open.isShort(), open.canStop(), open.sizeBytes()]).toEqual([false, false, Infinity]);
    const ranged = createByteLedger({ start: 60, end: 79 });
    expect(ranged.begin(whole(70))).toBeNull();
    expect([...ranged.take(bytes(0, 100))]).toEqual([...bytes(60, 80)]);
    expect(ranged.isShort()).toBe(false);
  });

  it('knows an empty resource, and one of unknown length', () => {
    const empty = createByteLedger(null);
    expect(empty.begin(whole(0))).toBeNull();
    expect(empty.isShort()).toBe(false);
    const unknown = createByteLedger(null);
    unknown.begin(whole(Infinity));
    unknown.take(bytes(0, 3));
    expect([unknown.isShort(), unknown.isComplete()]).toEqual([false, false]);
  });
});
