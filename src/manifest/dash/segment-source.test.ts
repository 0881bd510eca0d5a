import { describe, expect, it } from 'vitest';
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Track } from '../../model/track.ts';
import { parseMpd } from './parse-mpd.ts';

const URL_MPD = 'https://cdn.example/a/b.mpd?token=1';

function parse(inner: string, attributes = 'mediaPresentationDuration="PT10S"'): Presentation {
  return parseMpd(`<MPD ${attributes}>${inner}</MPD>`, URL_MPD);
}

/** One period with these adaptation sets. */
function parseSets(sets: string): readonly Track[] {
  return parse(`<Period>${sets}</Period>`).periods[0]!.tracks;
}

function renditionsOf({ periods }: Presentation): readonly Rendition[] {
  return periods.flatMap(({ tracks }) => tracks.flatMap(({ renditions }) => renditions));
}

function indexOf({ source }: Rendition): SegmentIndex {
  if (source.type !== 'ready') throw new Error('The index is deferred');
  return source.index;
}

/** One video rendition, addressed as given. */
function parseVideo(addressing: string, attributes?: string): Rendition {
  const inner = `<Representation id="v" bandwidth="7">${addressing}</Representation>`;
  return renditionsOf(
    parse(`<Period><AdaptationSet mimeType="video/mp4">${inner}</AdaptationSet></Period>`, attributes),
  )[0]!;
}

function spansOf(index: SegmentIndex): readonly (readonly [number, number, string])[] {
  return Array.from({ length: index.count }, (_, i) => {
    const { startSec, durationSec, urls } = index.at(i)!;
    return [startSec, startSec + durationSec, urls[0]!.replace('https://cdn.example/a/', '')] as const;
  });
}

describe('SegmentTemplate', () => {
  it('counts numbers to the end of the period and cuts the last segment', () => {
    const index = indexOf(
      parseVideo('<SegmentTemplate media="$Number%03d$-$Bandwidth$" duration="4" startNumber="0"/>'),
    );
    expect(spansOf(index)).toEqual([
      [0, 4, '000-7'],
      [4, 8, '001-7'],
      [8, 10, '002-7'],
    ]);
  });

  it('makes no segment of what is only rounding', () => {
    const float32 = 'mediaPresentationDuration="PT10.0000004S"';
    expect(indexOf(parseVideo('<SegmentTemplate media="$Number$" duration="5"/>', float32)).count).toBe(2);
    const ladder = 'mediaPresentationDuration="PT49.92S"';
    const segments = '<SegmentTemplate media="$Number$" timescale="100" duration="384"/>';
    expect(indexOf(parseVideo(segments, ladder)).count).toBe(13);
  });

  it('stops at endNumber, and gives $Time$ without a timeline', () => {
    const template =
      '<SegmentTemplate media="$Time$" timescale="10" duration="20" endNumber="2" presentationTimeOffset="100"/>';
    expect(spansOf(indexOf(parseVideo(template)))).toEqual([
      [0, 2, '100'],
      [2, 4, '120'],
    ]);
  });

  it('is one segment without a duration', () => {
    expect(spansOf(indexOf(parseVideo('<SegmentTemplate media="all.mp4"/>')))).toEqual([[0, 10, 'all.mp4']]);
  });

  it('inherits attribute by attribute, the nearest level first', () => {
    const presentation = parse(
      `<Period><SegmentTemplate timescale="10" startNumber="5" initialization="i.mp4"/>
       <AdaptationSet mimeType="video/mp4"><SegmentTemplate duration="50" startNumber="7" media="$Number$"/>
       <Representation id="v"><SegmentTemplate presentationTimeOffset="30"/></Representation></AdaptationSet></Period>`,
    );
    const index = indexOf(renditionsOf(presentation)[0]!);
    expect(spansOf(index)).toEqual([
      [0, 5, '7'],
      [5, 10, '8'],
    ]);
    expect(index.at(0)?.init?.urls).toEqual(['https://cdn.example/a/i.mp4']);
    expect(index.at(0)?.timeline).toEqual({ id: 'p0', offsetSec: -3, windowStartSec: 0, windowEndSec: 10 });
  });

  it('keeps an endless one in constant memory', () => {
    const live = 'type="dynamic" availabilityStartTime="1970-01-01T00:00:00Z"';
    const index = indexOf(parseVideo('<SegmentTemplate media="$Number$" duration="2"/>', live));
    expect(index.count).toBe(2 ** 40);
    expect(index.isComplete).toBe(false);
    expect(index.at(index.find(3_600_000_001))?.urls[0]).toBe('https://cdn.example/a/1800000001');
    const tiny = '<SegmentTemplate media="$Number$" timescale="1e12" duration="1"/>';
    expect(indexOf(parseVideo(tiny)).count).toBe(2 ** 40);
  });
});

describe('SegmentTimeline', () => {
  const timeline = (entries: string, attributes = ''): SegmentIndex =>
    indexOf(
      parseVideo(
        `<SegmentTemplate media="$Number$_$Time$" timescale="10" ${attributes}><SegmentTimeline>${entries}` +
          '</SegmentTimeline></SegmentTemplate>',
      ),
    );

  it('repeats, jumps over gaps, and fills with r=-1 up to the next time or the end', () => {
    const index = timeline('<S t="0" d="10" r="1"/><S t="30" d="20" r="-1"/><S t="70" d="20" r="-1"/>');
    expect(spansOf(index)).toEqual([
      [0, 1, '1_0'],
      [1, 2, '2_10'],
      [3, 5, '3_30'],
      [5, 7, '4_50'],
      [7, 9, '5_70'],
      [9, 10, '6_90'],
    ]);
    expect([index.find(2), index.find(2.5), index.find(3)]).toEqual([2, 2, 2]);
  });

  it('cuts what lies outside of the period, and numbers on', () => {
    const index = timeline('<S t="80" d="10" r="99"/>', 'presentationTimeOffset="95" startNumber="4"');
    expect(spansOf(index)[0]).toEqual([0, 0.5, '5_90']);
    expect(spansOf(index)[10]).toEqual([9.5, 10, '15_190']);
    expect(index.count).toBe(11);
  });

  it('lets earlier segments yield where time goes back', () => {
    const index = timeline('<S t="0" d="10" r="5"/><S t="25" d="10"/><S d="10"/>');
    expect(spansOf(index).map(([start, , url]) => [start, url])).toEqual([
      [0, '1_0'],
      [1, '2_10'],
      [2, '3_20'],
      [2.5, '7_25'],
      [3.5, '8_35'],
    ]);
  });

  it('takes a billion repeats, entries without a length, endNumber and @n', () => {
    const live = 'type="dynamic"';
    const entries = '<S d="0"/><S/><S t="0" d="10" r="1000000000"/>';
    const inner = `<SegmentTemplate media="$Number$" timescale="10"><SegmentTimeline>${entries}</SegmentTimeline></SegmentTemplate>`;
    const index = indexOf(parseVideo(inner, live));
    expect(index.count).toBe(1_000_000_001);
    expect(index.at(index.find(999_999_999.5))?.urls[0]).toBe('https://cdn.example/a/1000000000');
    expect(
      spansOf(timeline('<S d="50" n="9"/><S d="50"/>', 'endNumber="9"')).map(([, , url]) => url),
    ).toEqual(['9_0']);
  });

  it('starts with the period where the first time is missing and would lie before it', () => {
    const index = timeline('<S d="50"/><S d="50"/>', 'presentationTimeOffset="1000"');
    expect(spansOf(index)).toEqual([
      [0, 5, '1_1000'],
      [5, 10, '2_1050'],
    ]);
  });
});

describe('SegmentList', () => {
  it('takes ranges, its own URLs and the BaseURL, and ends with the shorter of list and period', () => {
    const rendition = parseVideo(
      `<BaseURL>f.mp4</BaseURL><SegmentList duration="4"><Initialization range="0-99"/>
       <SegmentURL mediaRange="100-199"/><SegmentURL media="g.mp4"/></SegmentList>`,
    );
    const index = indexOf(rendition);
    expect(index.count).toBe(2);
    expect(index.at(0)).toMatchObject({ range: { start: 100, end: 199 }, sizeBytes: 100 });
    expect(index.at(0)?.init).toMatchObject({ range: { start: 0, end: 99 }, urls: index.at(0)?.urls });
    expect(index.at(1)).toMatchObject({ range: null, urls: ['https://cdn.example/a/g.mp4'], startSec: 4 });
    const urls = '<SegmentURL media="x"/>'.repeat(9);
    expect(indexOf(parseVideo(`<SegmentList duration="4">${urls}</SegmentList>`)).count).toBe(3);
  });

  it('goes by a timeline, or shares the period out', () => {
    const urls = '<SegmentURL media="x"/><SegmentURL media="y"/>';
    const timeline = '<SegmentTimeline><S d="3"/><S d="4" r="1"/></SegmentTimeline>';
    expect(spansOf(indexOf(parseVideo(`<SegmentList>${timeline}${urls}</SegmentList>`)))).toEqual([
      [0, 3, 'x'],
      [3, 7, 'y'],
    ]);
    expect(spansOf(indexOf(parseVideo(`<SegmentList>${urls}</SegmentList>`)))).toEqual([
      [0, 5, 'x'],
      [5, 10, 'y'],
    ]);
  });
});

describe('text files', () => {
  it('are one segment, timed from the period start', () => {
    const sidecar = `<AdaptationSet mimeType="text/vtt" lang="en"><Representation id="t"><BaseURL>en.vtt</BaseURL>
      </Representation></AdaptationSet>`;
    const { periods } = parse(`<Period start="PT2S">${sidecar}</Period>`);
    expect(indexOf(periods[0]!.tracks[0]!.renditions[0]!).at(0)).toMatchObject({
      urls: ['https://cdn.example/a/en.vtt'],
      init: null,
      startSec: 2,
      durationSec: 8,
      timeline: { offsetSec: 2 },
    });
  });

  it('ignore presentationTimeOffset, except in MP4', () => {
    const addressed = (mime: string): string =>
      `<AdaptationSet mimeType="${mime}" codecs="stpp"><SegmentTemplate media="$Number$" duration="5" presentationTimeOffset="3"/>
       <Representation id="t"/></AdaptationSet>`;
    const tracks = parseSets(addressed('application/ttml+xml') + addressed('application/mp4'));
    expect(tracks.map(({ renditions }) => indexOf(renditions[0]!).at(0)?.timeline.offsetSec)).toEqual([
      0, -3,
    ]);
  });
});
