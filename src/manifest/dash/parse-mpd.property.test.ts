import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { parseMpd } from './parse-mpd.ts';

/** Every feature once, so that mutations reach all of the code. */
const SAMPLE = `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1M0.5S">
 <BaseURL>https://a.example/</BaseURL><BaseURL dvb:priority="2">//b.example</BaseURL>
 <Period id="1" duration="PT20S">
  <EventStream schemeIdUri="urn:e" timescale="10"><Event presentationTime="5" duration="1" contentEncoding="base64">AQI=</Event></EventStream>
  <AdaptationSet id="1" contentType="video" mimeType="video/mp4" codecs="avc1.64001f" frameRate="30/1">
   <SupplementalProperty schemeIdUri="urn:mpeg:dash:adaptation-set-switching:2016" value="2"/>
   <ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc" cenc:default_KID="9eb4050d-e44b-4802-932e-27d75083e266"/>
   <ContentProtection schemeIdUri="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"><cenc:pssh>AAAANHBzc2gAAAAA7e+LqXnWSs6jyCfc1R0h7QAAABQIARIQnrQFDeRLSAKTLifXUIPiZg==</cenc:pssh></ContentProtection>
   <SegmentTemplate timescale="1000" media="$RepresentationID$/$Number%05d$_$Time$" initialization="i" presentationTimeOffset="10" startNumber="3">
    <SegmentTimeline><S t="10" d="2002" r="3"/><S t="9000" d="3000" r="-1"/></SegmentTimeline></SegmentTemplate>
   <Representation id="a" bandwidth="100000" width="640" height="360"/><Representation id="b" bandwidth="200000"/>
  </AdaptationSet>
  <AdaptationSet id="2" mimeType="audio/mp4" lang="en"><Label>English</Label><Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
   <AudioChannelConfiguration schemeIdUri="tag:dolby.com,2014:dash:audio_channel_configuration:2011" value="F801"/>
   <Representation id="c" bandwidth="1"><BaseURL>c.mp4</BaseURL><SegmentBase indexRange="100-200" timescale="48000"><Initialization range="0-99"/></SegmentBase></Representation>
  </AdaptationSet>
 </Period>
 <Period id="2">
  <AdaptationSet mimeType="video/mp4"><ContentProtection schemeIdUri="urn:mpeg:dash:sea:2012"><sea:SegmentEncryption schemeIdUri="urn:mpeg:dash:sea:aes128-cbc:2013"/><sea:CryptoPeriod IV="0x1" keyUriTemplate="k$Number$"/></ContentProtection>
   <SegmentList timescale="10" duration="40"><Initialization sourceURL="i"/><SegmentURL media="a" mediaRange="0-9"/><SegmentURL/></SegmentList>
   <Representation id="a"/></AdaptationSet>
  <AdaptationSet mimeType="text/vtt"><Representation id="t"><BaseURL>t.vtt</BaseURL></Representation></AdaptationSet>
  <AdaptationSet mimeType="image/jpeg"><EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="5x5"/>
   <SegmentTemplate media="$Number$.jpg" duration="10" endNumber="9"/><Representation id="i"/></AdaptationSet>
 </Period>
</MPD>`;

/** Looks at the first, last and some middle segments. */
function walk(index: SegmentIndex): void {
  expect(index.count).toBeLessThanOrEqual(2 ** 41);
  let before = -Infinity;
  for (const position of [0, 1, 2, Math.floor(index.count / 2), index.count - 2, index.count - 1]) {
    const segment = index.at(position);
    if (!segment || segment.startSec < before) continue;
    before = segment.startSec;
    expect(segment.position).toBe(position);
    expect(segment.durationSec).toBeGreaterThanOrEqual(0);
    // Those shorter than the numbers' resolution start and end at the same instant.
    const found = segment.durationSec > 0 ? index.find(segment.startSec) : position;
    expect(index.at(found)?.startSec).toBe(segment.startSec);
  }
}

/** Reads all that a player would look at; anything but a PlayerError is a fault. */
function read(text: string): boolean {
  try {
    const { periods } = parseMpd(text, 'https://host/x.mpd');
    expect(periods.length).toBeGreaterThan(0);
    const renditions = periods.flatMap(({ tracks }) => tracks.flatMap((track) => track.renditions));
    for (const { source } of renditions) if (source.type === 'ready') walk(source.index);
    return true;
  } catch (error) {
    if (!isPlayerError(error)) throw error;
    expect(error.code).toMatch(/^manifest-(malformed|unsupported|empty)$/);
    return false;
  }
}

const nastyValues = [
  '',
  '-1',
  '0',
  '1e999',
  '1e12',
  '99999999999999999999',
  '0.000001',
  'NaN',
  'PT0S',
  'PT1E9S',
  '$$',
  '%',
  '<',
  '&',
];

describe('parseMpd on anything', () => {
  it('reads the sample', () => {
    expect(read(SAMPLE)).toBe(true);
  });

  it('throws nothing but PlayerError on any text', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void read(text)),
      { numRuns: 300 },
    );
    const piece = fc.constantFrom(
      '<',
      '>',
      '/>',
      '</',
      '="',
      '"',
      "'",
      ' ',
      'MPD',
      'Period',
      '<!--',
      '<![CDATA[',
      ']]>',
      '&#x;',
      '<?',
      '<!',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void read(pieces.join(''))),
      { numRuns: 500 },
    );
  });

  it('throws nothing but PlayerError on a cut or scratched MPD', { timeout: 30_000 }, () => {
    const place = fc.nat(SAMPLE.length - 1);
    fc.assert(
      fc.property(place, (end) => {
        expect(read(SAMPLE.slice(0, end))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(place, fc.nat(40), fc.string({ maxLength: 10 }), (start, length, text) => {
        read(SAMPLE.slice(0, start) + text + SAMPLE.slice(start + length));
      }),
      { numRuns: 300 },
    );
  });

  it('throws nothing but PlayerError whatever an attribute holds', { timeout: 30_000 }, () => {
    const attributes = [...SAMPLE.matchAll(/="[^"]*"/g)];
    const value = fc.oneof(
      fc.constantFrom(...nastyValues),
      fc.string({ maxLength: 12 }),
      fc.double().map(String),
    );
    const changes = fc.array(fc.tuple(fc.nat(attributes.length - 1), value), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        const chosen = new Map(list);
        let i = -1;
        read(
          SAMPLE.replace(/="[^"]*"/g, (found) => {
            i += 1;
            const text = chosen.get(i);
            return text === undefined ? found : `="${text.replace(/"/g, '')}"`;
          }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('throws nothing but PlayerError whatever elements are missing or doubled', { timeout: 30_000 }, () => {
    const elements = [...SAMPLE.matchAll(/<[A-Za-z:]+[^<>]*\/>|<([A-Za-z:]+)[^<>]*>[^<>]*<\/\1>/g)].map(
      ([text]) => text,
    );
    fc.assert(
      fc.property(fc.subarray(elements), fc.boolean(), (chosen, isDoubled) => {
        read(
          chosen.reduce((text, element) => text.replace(element, isDoubled ? element + element : ''), SAMPLE),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('stays fast on what is large or promises much', { timeout: 60_000 }, () => {
    const wrap = (inner: string): string =>
      `<MPD mediaPresentationDuration="PT9H"><Period>${inner}</Period></MPD>`;
    const set = (inner: string): string => `<AdaptationSet mimeType="video/mp4">${inner}</AdaptationSet>`;
    const timeline = (entries: string): string =>
      `<SegmentTemplate media="$Time$" timescale="1000"><SegmentTimeline>${entries}</SegmentTimeline></SegmentTemplate>`;
    const texts = [
      wrap(set(timeline('<S d="1" r="1000000000000"/><S t="5" d="7"/>'.repeat(2000)) + '<Representation/>')),
      wrap(timeline('<S d="1"/><S d="2"/>'.repeat(3000)) + set('<Representation/>').repeat(3000)),
      wrap(set('<SegmentTemplate media="x" duration="1"/>' + '<Representation id="same"/>'.repeat(10_000))),
      wrap(
        `${'<BaseURL>a/</BaseURL>'.repeat(5000)}${set('<BaseURL>b/</BaseURL><Representation/>'.repeat(5000))}`,
      ),
      `<MPD>${`<Period duration="PT1S">${set('<BaseURL>x</BaseURL><Representation/>')}</Period>`.repeat(5000)}</MPD>`,
      wrap(set('<SegmentTemplate media="x" duration="1"/><Representation/>').repeat(10_000)),
    ];
    for (const text of texts) {
      const started = process.cpuUsage().user;
      const { periods } = parseMpd(text, 'https://host/x.mpd');
      for (const { source } of periods.flatMap(({ tracks }) => tracks.flatMap((track) => track.renditions)))
        if (source.type === 'ready') expect(source.index.count).toBeGreaterThan(0);
      // Processor time, in microseconds: tests share the machine.
      expect(process.cpuUsage().user - started, text.slice(0, 150)).toBeLessThan(2_000_000);
    }
  });
});
