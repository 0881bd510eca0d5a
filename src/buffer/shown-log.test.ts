import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShownLog, type ShownEntry } from './shown-log.ts';

const entry = (startSec: number, endSec: number, renditionId: string): ShownEntry => ({
  startSec,
  endSec,
  renditionId,
});

describe('ShownLog', () => {
  it('agrees with a model that paints each second in its turn', () => {
    const span = fc.record({
      startSec: fc.nat({ max: 30 }),
      lengthSec: fc.integer({ min: 1, max: 10 }),
      renditionId: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
        const log = new ShownLog<ShownEntry>();
        const painted = new Map<number, string>();
        for (const { startSec, lengthSec, renditionId } of spans) {
          log.add(entry(startSec, startSec + lengthSec, renditionId));
          for (let sec = startSec; sec < startSec + lengthSec; sec++) painted.set(sec, renditionId);
        }
        for (let sec = 0; sec < 45; sec++) {
          expect(log.at(sec + 0.5)?.renditionId ?? null, `at ${sec}.5`).toBe(painted.get(sec) ?? null);
        }
      }),
    );
  });

  it('counts the start in and the end out', () => {
    const log = new ShownLog<ShownEntry>();
    log.add(entry(2, 4, 'a'));
    log.add(entry(4, 6, 'b'));
    expect([1.99, 2, 3.99, 4, 5.99, 6].map((sec) => log.at(sec)?.renditionId ?? null)).toEqual([
      null,
      'a',
      'a',
      'b',
      'b',
      null,
    ]);
  });

  it('keeps both ends of what it overwrites in the middle', () => {
    const log = new ShownLog<ShownEntry>();
    log.add(entry(0, 10, 'a'));
    log.add(entry(4, 6, 'b'));
    expect([1, 5, 8].map((sec) => log.at(sec)?.renditionId)).toEqual(['a', 'b', 'a']);
  });

  it('tells where the segment at a point ends, or the next one behind a hole', () => {
    const log = new ShownLog<ShownEntry>();
    log.add(entry(0, 2, 'a'));
    log.add(entry(3, 5, 'b'));
    expect([0, 1.99, 2, 4, 5].map((sec) => log.endAfter(sec))).toEqual([2, 2, 5, 5, undefined]);
  });

  it('tells where all of a rendition lies behind the segment at a point', () => {
    const log = new ShownLog<ShownEntry>();
    for (const [place, id] of ['a', 'a', 'b', 'a', 'b', 'b'].entries())
      log.add(entry(place * 2, place * 2 + 2, id));
    expect(log.spanAfter(1, 'a')).toEqual({ startSec: 2, endSec: 8 });
    expect(log.spanAfter(1, 'b')).toEqual({ startSec: 4, endSec: 12 });
    expect(log.spanAfter(5, 'b')).toEqual({ startSec: 8, endSec: 12 });
    expect(log.spanAfter(7, 'a')).toBeNull();
    expect(log.spanAfter(20, 'b')).toBeNull();
  });

  it('tells of each change once, and nothing of holes', () => {
    const log = new ShownLog<ShownEntry>();
    log.add(entry(0, 2, 'a'));
    log.add(entry(3, 5, 'a'));
    log.add(entry(5, 7, 'b'));
    const changes = [0, 1, 2.5, 3, 6, 6.5, 1].map((sec) => log.changeAt(sec)?.renditionId ?? null);
    expect(changes).toEqual(['a', null, null, null, 'b', null, 'a']);
  });

  it('forgets what lies before a point and nothing else', () => {
    const log = new ShownLog<ShownEntry>();
    log.add(entry(0, 2, 'a'));
    log.add(entry(2, 4, 'b'));
    log.trim(3);
    expect(log.at(1)).toBeNull();
    expect(log.at(2.5)?.renditionId).toBe('b');
  });
});
