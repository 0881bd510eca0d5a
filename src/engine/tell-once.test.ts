import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine-event.ts';
import { TellOnce } from './tell-once.ts';

const FACTS = { protocol: 'hls', url: 'https://a.test/m.m3u8', isLive: false, durationSec: 60 } as const;

function createRig() {
  const events: EngineEvent[] = [];
  return { events, tell: new TellOnce((event) => events.push(event)) };
}

describe('TellOnce', () => {
  it('passes a phase on once, and says whether that was now', () => {
    const { events, tell } = createRig();
    expect([tell.phase('first-append'), tell.phase('source-open'), tell.phase('first-append')]).toEqual([
      ...[true, true, false],
    ]);
    expect(events.map((event) => event.type === 'phase' && event.phase)).toEqual([
      'first-append',
      'source-open',
    ]);
  });

  it('leaves out what the last event of its type said', () => {
    const { events, tell } = createRig();
    const shown = (renditionId: string) => ({ type: 'rendition-shown', renditionId, trackId: 'v' }) as const;
    for (const id of ['a', 'a', 'b', 'a']) tell.tell(shown(id));
    expect(events).toEqual([shown('a'), shown('b'), shown('a')]);
  });

  it('tells a presentation, then its duration where only that is another, and a live one that has ended', () => {
    const { events, tell } = createRig();
    const live = { ...FACTS, isLive: true, durationSec: null };
    for (const facts of [live, live, FACTS, FACTS, { ...FACTS, durationSec: 61 }]) tell.presentation(facts);
    expect(events).toEqual([
      { type: 'presentation', presentation: live },
      { type: 'presentation', presentation: FACTS },
      { type: 'duration', durationSec: 61 },
    ]);
    expect(tell.facts?.durationSec).toBe(61);
  });

  it('tells what happens on the timeline once, and not before the presentation', () => {
    const { events, tell } = createRig();
    const emsg = { origin: 'emsg', schemeIdUri: 'urn:a', value: '', id: '0', startSec: 1 } as const;
    const range = { ...emsg, origin: 'date-range', id: 'ad' } as const;
    const rest = { durationSec: null, data: null };
    tell.mediaEvent({ ...emsg, ...rest });
    expect(events).toEqual([]);
    tell.presentation(FACTS);
    for (const startSec of [1, 2]) {
      tell.mediaEvent({ ...emsg, ...rest, startSec });
      tell.mediaEvent({ ...range, ...rest, startSec }); // its place gets exact as the playlist goes on
    }
    expect(events.slice(1)).toEqual([
      { type: 'media-event', event: { ...emsg, ...rest } },
      { type: 'media-event', event: { ...range, ...rest } },
      { type: 'media-event', event: { ...emsg, ...rest, startSec: 2 } },
    ]);
  });

  it('knows of the last 2000 of these alone: a live channel goes on for days', () => {
    const { events, tell } = createRig();
    const at = (startSec: number) =>
      ({
        origin: 'emsg',
        schemeIdUri: 'urn:a',
        value: '',
        id: '',
        startSec,
        durationSec: null,
        data: null,
      }) as const;
    tell.presentation(FACTS);
    for (let second = 0; second <= 2000; second++) tell.mediaEvent(at(second));
    events.length = 0;
    tell.mediaEvent(at(2000));
    tell.mediaEvent(at(1));
    expect(events).toEqual([]);
    tell.mediaEvent(at(0));
    expect(events).toHaveLength(1);
  });
});
