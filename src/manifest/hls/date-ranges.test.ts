import { describe, expect, it } from 'vitest';
import type { MediaEvent } from '../../model/media-event.ts';
import { parseMediaPlaylist } from './media-playlist.ts';
import { readLines } from './playlist-lines.ts';
import { createScope } from './playlist-scope.ts';
import { keyReader } from './read-keys.ts';

function listEvents(...lines: string[]): readonly MediaEvent[] {
  const scope = createScope('https://host.test/media.m3u8');
  return parseMediaPlaylist(readLines(['#EXTM3U', ...lines].join('\n'), scope), scope, keyReader).events;
}
const DATED = ['#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:14:00Z', '#EXTINF:30,', 'a.ts', '#EXTINF:30,', 'b.ts'];

describe('date ranges', () => {
  it('maps START-DATE on presentation seconds and joins tags of one ID', () => {
    const events = listEvents(
      ...DATED,
      '#EXT-X-DATERANGE:ID="x",CLASS="com.ad",START-DATE="2026-03-05T11:14:45.500Z",SCTE35-OUT=0xFC00,PLANNED-DURATION=59.9',
      '#EXT-X-DATERANGE:ID="x",START-DATE="2026-03-05T11:14:45.500Z",END-DATE="2026-03-05T11:15:00.500Z",X-FOO="a,b"',
    );
    expect(events).toEqual([
      {
        origin: 'date-range',
        schemeIdUri: 'com.ad',
        value: '',
        id: 'x',
        startSec: 45.5,
        durationSec: 15,
        data: {
          ID: 'x',
          CLASS: 'com.ad',
          'START-DATE': '2026-03-05T11:14:45.500Z',
          'SCTE35-OUT': '0xFC00',
          'PLANNED-DURATION': '59.9',
          'END-DATE': '2026-03-05T11:15:00.500Z',
          'X-FOO': 'a,b',
        },
      },
    ]);
  });

  it('reckons from the nearest date before, where dates jump, and reaches before the first', () => {
    const events = listEvents(
      ...DATED,
      ...['#EXT-X-DISCONTINUITY', '#EXT-X-PROGRAM-DATE-TIME:2026-03-05T13:00:00Z', '#EXTINF:30,', 'c.ts'],
      '#EXT-X-DATERANGE:ID="late",START-DATE="2026-03-05T13:00:10Z",DURATION=2.5',
      '#EXT-X-DATERANGE:ID="early",START-DATE="2026-03-05T11:13:50Z"',
    );
    expect(events.map(({ id, startSec, durationSec }) => [id, startSec, durationSec])).toEqual([
      ['late', 70, 2.5],
      ['early', -10, null],
    ]);
  });

  it('leaves out what has no place on the timeline', () => {
    expect(
      listEvents('#EXTINF:4,', 'a.ts', '#EXT-X-DATERANGE:ID="x",START-DATE="2026-03-05T11:14:45Z"'),
    ).toEqual([]);
    expect(listEvents(...DATED, '#EXT-X-DATERANGE:ID="x",START-DATE="soon"')).toEqual([]);
  });
});
