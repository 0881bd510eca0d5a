import { describe, expect, it } from 'vitest';
import { RenditionLog } from './rendition-log.ts';

const at = (startSec: number, renditionId: string) => ({ startSec, endSec: startSec + 2, renditionId });

describe('RenditionLog', () => {
  it('tells a rendition when its media is buffered and reached, each change once', () => {
    const log = new RenditionLog();
    const changeAt = (timeSec: number): string | undefined => log.changeAt(timeSec)?.renditionId;
    log.noteAsked(at(0, 'low'));
    expect(changeAt(0)).toBeUndefined();
    log.noteBuffered({ startSec: 0, endSec: 2.01 });
    log.noteAsked(at(2, 'high'));
    log.noteBuffered({ startSec: 1.99, endSec: 4 });
    expect([0.5, 1, 3, 9].map(changeAt)).toEqual(['low', undefined, 'high', undefined]);
    expect(log.segmentDurationSec).toBeCloseTo(2, 1);
  });

  it('believes what was asked for last at a place', () => {
    const log = new RenditionLog();
    log.noteAsked(at(0, 'low'));
    log.noteAsked(at(0, 'high'));
    log.noteBuffered({ startSec: 0, endSec: 2 });
    expect(log.at(1)?.renditionId).toBe('high');
    log.noteAsked(at(0, 'low'));
    log.noteBuffered({ startSec: 0, endSec: 2 });
    expect(log.at(1)?.renditionId).toBe('low');
  });

  it('leaves alone what plays before a replacement can be there', () => {
    const log = new RenditionLog();
    log.noteAsked(at(4, 'low'));
    log.noteBuffered({ startSec: 4, endSec: 6 });
    expect(log.keepSec({ currentTime: 3.5, playbackRate: 1 })).toBeCloseTo(2.5);
    expect(log.keepSec({ currentTime: 3.5, playbackRate: 0 })).toBeCloseTo(2.5);
    expect(log.keepSec({ currentTime: 3.5, playbackRate: 2 })).toBeCloseTo(2.5);
    expect(log.keepSec({ currentTime: 20, playbackRate: 1.5 })).toBeCloseTo(3);
  });

  it('leaves alone what comes before the rendition that is to be replaced', () => {
    const log = new RenditionLog();
    for (const [startSec, id] of [
      [0, 'high'],
      [2, 'high'],
      [4, 'low'],
    ] as const) {
      log.noteAsked(at(startSec, id));
      log.noteBuffered({ startSec, endSec: startSec + 2 });
    }
    const element = { currentTime: 0.5, playbackRate: 1 };
    expect(log.keepSec(element, 'low')).toBeCloseTo(3.5);
    expect(log.keepSec(element, 'high')).toBeCloseTo(1.5);
    expect(log.keepSec(element, 'none')).toBeCloseTo(1.5);
  });

  it('leaves all alone where what stays is all up to the end', () => {
    const log = new RenditionLog();
    for (const startSec of [0, 2]) {
      log.noteAsked(at(startSec, 'low'));
      log.noteBuffered({ startSec, endSec: startSec + 2 });
    }
    const keptAt = (currentTime: number, endSec?: number) =>
      log.keepSec({ currentTime, playbackRate: 1 }, 'low', endSec);
    expect(keptAt(0.5, 4.01)).toBeCloseTo(1.5);
    expect(keptAt(1.5, 4.01)).toBeUndefined();
    expect(keptAt(3.5, 4.01)).toBeUndefined();
    expect(keptAt(1.5, 6)).toBeCloseTo(2.5);
    expect(keptAt(1.5)).toBeCloseTo(2.5);
  });
});
