import { describe, expect, it } from 'vitest';
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { parseMpd } from './parse-mpd.ts';

const URL_MPD = 'https://cdn.example/a/b.mpd?token=1';
const TEMPLATE = '<SegmentTemplate media="$Number$.m4s" initialization="i.mp4" duration="2"/>';

function parse(inner: string, attributes = 'mediaPresentationDuration="PT10S"'): Presentation {
  return parseMpd(`<MPD ${attributes}>${inner}</MPD>`, URL_MPD);
}

function set(attributes: string, inner = '', representation = ''): string {
  return `<AdaptationSet ${attributes}>${inner}${TEMPLATE}<Representation id="r" ${representation}/></AdaptationSet>`;
}

function renditionsOf({ periods }: Presentation): readonly Rendition[] {
  return periods.flatMap(({ tracks }) => tracks.flatMap(({ renditions }) => renditions));
}

function indexOf({ source }: Rendition): SegmentIndex {
  if (source.type !== 'ready') throw new Error('The index is deferred');
  return source.index;
}

describe('BaseURL', () => {
  it('resolves at every level and keeps alternatives, at most 8', () => {
    const { source } = renditionsOf(
      parse(
        `<BaseURL dvb:priority="2">https://two.example/</BaseURL><BaseURL>https://one.example/</BaseURL>
         <Period><BaseURL>p/</BaseURL><AdaptationSet mimeType="video/mp4"><BaseURL>
           s/ </BaseURL><Representation id="v">${TEMPLATE}</Representation></AdaptationSet></Period>`,
      ),
    )[0]!;
    const segment = source.type === 'ready' ? source.index.at(0) : null;
    expect(segment?.urls).toEqual(['https://one.example/p/s/1.m4s', 'https://two.example/p/s/1.m4s']);
    expect(segment?.init?.urls).toEqual(['https://one.example/p/s/i.mp4', 'https://two.example/p/s/i.mp4']);
    const bases = Array.from({ length: 5 }, (_, i) => `<BaseURL>${i}/</BaseURL>`).join('');
    const many = `${bases}<Period>${bases}${set('mimeType="video/mp4"')}</Period>`;
    expect(indexOf(renditionsOf(parse(many))[0]!).at(0)?.urls.length).toBe(8);
  });
});

describe('periods', () => {
  const video = set('id="1" mimeType="video/mp4" lang="en"');
  const spans = (presentation: Presentation): unknown =>
    presentation.periods.map(({ id, startSec, durationSec }) => [id, startSec, durationSec]);

  it('follow one another by start or duration', () => {
    const periods = `<Period id="a" duration="PT4S">${video}</Period><Period id="b">${video}</Period>
      <Period id="c" start="PT1M">${video}</Period>`;
    const presentation = parse(periods, 'mediaPresentationDuration="PT1M10S"');
    expect(spans(presentation)).toEqual([
      ['a', 0, 4],
      ['b', 4, 56],
      ['c', 60, 10],
    ]);
    expect(presentation.durationSec).toBe(70);
    expect(renditionsOf(presentation).map(({ id }) => id)).toEqual(['a/r', 'b/r', 'c/r']);
    expect(indexOf(renditionsOf(presentation)[1]!).at(0)).toMatchObject({
      startSec: 4,
      timeline: { id: 'b', offsetSec: 4, windowStartSec: 4, windowEndSec: 60 },
    });
  });

  it('end by their own durations where the presentation has none, or a longer one', () => {
    const periods = `<Period duration="PT4S">${video}</Period><Period duration="PT5S">${video}</Period>`;
    expect(spans(parse(periods, ''))).toEqual([
      ['p0', 0, 4],
      ['p4', 4, 5],
    ]);
    expect(parse(periods, '').durationSec).toBe(9);
    expect(parse(periods, 'mediaPresentationDuration="PT1H"').durationSec).toBe(9);
    expect(parse(periods, 'mediaPresentationDuration="PT8.5S"').durationSec).toBe(8.5);
  });

  it('keep a gap that is declared, close one that is rounding, and are placed from behind', () => {
    const gap = `<Period duration="PT4S">${video}</Period><Period start="PT6S">${video}</Period>`;
    expect(spans(parse(gap))).toEqual([
      ['p0', 0, 4],
      ['p6', 6, 4],
    ]);
    expect(spans(parse(gap.replace('PT6S', 'PT4.04S')))).toMatchObject([['p0', 0, 4.04], { 1: 4.04 }]);
    const behind = `<Period>${video}</Period><Period duration="PT3S">${video}</Period>`;
    expect(spans(parse(behind))).toEqual([
      ['p0', 0, 7],
      ['p7', 7, 3],
    ]);
  });

  it('are left out where they stand elsewhere, are empty or cannot be placed', () => {
    const remote = (href: string): string => `<Period xlink:href="${href}" xlink:actuate="onLoad"/>`;
    const presentation = parse(
      `${remote('urn:mpeg:dash:resolve-to-zero:2013')}<Period start="PT0S">${video}</Period>
       ${remote('https://ads.example/1.period')}<Period start="PT4S"/>`,
    );
    expect(spans(presentation)).toEqual([['p0', 0, 4]]);
    expect(presentation.warnings).toContain('Left out: xlink:href of Period');
    expect(() => parse(remote('https://ads.example/1'))).toThrow(
      expect.objectContaining({
        code: 'manifest-unsupported',
        context: expect.objectContaining({ feature: 'xlink:href of Period' }) as object,
      }),
    );
    expect(() => parse(remote('urn:mpeg:dash:resolve-to-zero:2013'))).toThrow(
      expect.objectContaining({ code: 'manifest-empty' }),
    );
  });

  it('continue tracks of one set id, and those that a descriptor names', () => {
    const continues = '<SupplementalProperty schemeIdUri="urn:mpeg:dash:period-continuity:2015" value="a"/>';
    const other = set('id="1" mimeType="video/mp4" lang="fr"', continues);
    const noId = set('mimeType="video/mp4"');
    const { periods } = parse(
      `<Period id="a" duration="PT4S">${video}${noId}</Period><Period id="b">${other}${set('id="1" mimeType="audio/mp4"')}</Period>`,
    );
    const keys = periods.flatMap(({ tracks }) => tracks.map(({ continuityKey }) => continuityKey));
    expect(keys[2]).toBe(keys[0]);
    expect(keys[1]).toBe(null);
    expect(keys[3]).not.toBe(keys[0]);
  });
});

describe('events', () => {
  it('are placed on the presentation, with their message', () => {
    const { periods } = parse(
      `<Period start="PT2S"><EventStream schemeIdUri="urn:X" value="v" timescale="10" presentationTimeOffset="50">
         <Event presentationTime="70" duration="5" id="1" messageData="hello"/>
         <Event presentationTime="80" id="2"><a:b c="1"> <d/></a:b></Event>
         <Event presentationTime="90" contentEncoding="base64">AQID</Event>
         <Event><![CDATA[ <raw> ]]></Event><Event messageData="&lt;"/><Event/>
       </EventStream>${set('mimeType="video/mp4"')}</Period>`,
    );
    const events = periods[0]!.events;
    expect(events[0]).toEqual({
      origin: 'event-stream',
      schemeIdUri: 'urn:X',
      value: 'v',
      id: '1',
      startSec: 4,
      durationSec: 0.5,
      data: 'hello',
    });
    expect(events.map(({ data }) => data)).toEqual([
      'hello',
      '<a:b c="1"> <d/></a:b>',
      Uint8Array.of(1, 2, 3),
      '<raw>',
      '<',
      null,
    ]);
    expect(events.map(({ startSec, durationSec }) => [startSec, durationSec]).slice(1, 4)).toEqual([
      [5, null],
      [6, null],
      [-3, null],
    ]);
  });
});

describe('live', () => {
  it('has no duration, an open window and ids that outlive the next period', () => {
    const presentation = parse(
      `<Period id="n" start="PT1H">${set('mimeType="video/mp4"')}</Period>`,
      'type="dynamic"',
    );
    expect(presentation).toMatchObject({ isLive: true, durationSec: null });
    expect(presentation.periods[0]).toMatchObject({ startSec: 3600, durationSec: null });
    expect(renditionsOf(presentation)[0]?.id).toBe('n/r');
    expect(indexOf(renditionsOf(presentation)[0]!).at(0)?.timeline.windowEndSec).toBe(Infinity);
  });
});

describe('errors', () => {
  it.each([
    ['<html></html>', 'manifest-malformed'],
    ['{"json":1}', 'manifest-malformed'],
    ['', 'manifest-malformed'],
    ['#EXTM3U', 'manifest-malformed'],
    ['<MPD/>', 'manifest-empty'],
    ['<MPD><Period/></MPD>', 'manifest-empty'],
    ['<MPD><Period><AdaptationSet mimeType="video/mp4"/></Period></MPD>', 'manifest-empty'],
    [
      '<MPD><Period><AdaptationSet mimeType="video/mp4"><Representation/></AdaptationSet></Period></MPD>',
      'manifest-empty',
    ],
    [
      '<MPD><Period><AdaptationSet mimeType="a/b"><Representation/></AdaptationSet></Period></MPD>',
      'manifest-empty',
    ],
  ])('%j is %s', (text, code) => {
    expect(() => parseMpd(text, URL_MPD)).toThrow(expect.objectContaining({ code }));
    expect(() => parseMpd(text, 'not a URL')).toThrow(expect.objectContaining({ code }));
  });
});
