import { describe, expect, it } from 'vitest';
import { RenditionLog } from './rendition-log.ts';

const at = (startSec: number, renditionId: string) => ({ startSec, endSec: startSec + 2, renditionId });

describe('RenditionLog', () => {
  it('tells a rendition when its media is buffered and reached, each change once', () => {
    const log = new RenditionLog();
    log.noteAsked(at(0, 'low'));
    expect(log.changeAt(0)).toBeNull();
    log.noteBuffered({ startSec: 0, endSec: 2.01 });
    log.noteAsked(at(2, 'high'));
    log.noteBuffered({ startSec: 1.99, endSec: 4 });
    expect(log.changeAt(0.5)).toBe('low');
    expect(log.changeAt(1)).toBeNull();
    expect(log.changeAt(3)).toBe('high');
    expect(log.changeAt(9)).toBeNull();
    expect(log.segmentDurationSec).toBeCloseTo(2, 1);
  });

  it('believes what was asked for last at a place', () => {
    const log = new RenditionLog();
    log.noteAsked(at(0, 'low'));
    log.noteAsked(at(0, 'high'));
    log.noteBuffered({ startSec: 0, endSec: 2 });
    expect(log.changeAt(1)).toBe('high');
    log.noteAsked(at(0, 'low'));
    log.noteBuffered({ startSec: 0, endSec: 2 });
    expect(log.changeAt(1)).toBe('low');
  });

  it('knows how much of the segment at a time is left', () => {
    const log = new RenditionLog();
    log.noteAsked(at(4, 'low'));
    log.noteBuffered({ startSec: 4, endSec: 6 });
    expect(log.restAt(4.5)).toBeCloseTo(1.5);
    expect(log.restAt(7)).toBeNull();
    expect([log.idAt(4.5), log.idAt(7)]).toEqual(['low', null]);
  });
});
