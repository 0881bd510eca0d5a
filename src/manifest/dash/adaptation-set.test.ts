import { describe, expect, it } from 'vitest';
import type { Track } from '../../model/track.ts';
import { parseMpd } from './parse-mpd.ts';

const URL_MPD = 'https://cdn.example/a/b.mpd?token=1';
const TEMPLATE = '<SegmentTemplate media="$Number$.m4s" initialization="i.mp4" duration="2"/>';

/** One period with these adaptation sets. */
function parseSets(sets: string): readonly Track[] {
  const text = `<MPD mediaPresentationDuration="PT10S"><Period>${sets}</Period></MPD>`;
  return parseMpd(text, URL_MPD).periods[0]!.tracks;
}

function set(attributes: string, inner = '', representation = ''): string {
  return `<AdaptationSet ${attributes}>${inner}${TEMPLATE}<Representation id="r" ${representation}/></AdaptationSet>`;
}

describe('tracks', () => {
  it('tell kind, language, label, roles, channels and what they stand for', () => {
    const role = (value: string): string => `<Role schemeIdUri="urn:mpeg:DASH:role:2011" value="${value}"/>`;
    const channels =
      '<AudioChannelConfiguration schemeIdUri="tag:dolby.com,2014:dash:audio_channel_configuration:2011" value="F801"/>';
    const sight = '<Accessibility schemeIdUri="urn:tva:metadata:cs:AudioPurposeCS:2007" value="1"/>';
    const tracks = parseSets(
      set(
        'id="1" mimeType="video/mp4"',
        '<Label> Main camera </Label>',
        'codecs="avc1.64001f" frameRate="30000/1001" width="640" height="360"',
      ) +
        set('id="2" mimeType="audio/mp4" lang="en"', role('alternate') + sight + channels) +
        set('id="3" mimeType="audio/mp4" lang="fr" label="Version originale"', role('main')) +
        set('id="4" mimeType="application/mp4" codecs="stpp" lang="de"', role('forced-subtitle')) +
        set('id="5" mimeType="text/vtt"') +
        set('id="6" contentType="image" mimeType="image/jpeg"'),
    );
    expect(
      tracks.map(({ id, kind, language, label, isDefault, channelCount }) => [
        id,
        kind,
        language,
        label,
        isDefault,
        channelCount,
      ]),
    ).toEqual([
      ['1', 'video', null, 'Main camera', true, null],
      ['2', 'audio', 'en', null, false, 6],
      ['3', 'audio', 'fr', 'Version originale', true, null],
      ['4', 'text', 'de', null, false, null],
      ['5', 'text', null, null, false, null],
      ['6', 'image', null, null, false, null],
    ]);
    expect(tracks[1]).toMatchObject({ roles: ['alternate'], accessibility: ['description'] });
    expect(tracks[3]).toMatchObject({ isForced: true, renditions: [{ container: 'mp4', codecs: 'stpp' }] });
    expect(tracks.map(({ renditions }) => renditions[0]?.container)).toEqual([
      'mp4',
      'mp4',
      'mp4',
      'mp4',
      'vtt',
      'image',
    ]);
    expect(tracks[0]?.renditions[0]).toMatchObject({
      width: 640,
      height: 360,
      frameRate: 30000 / 1001,
      isMuxed: false,
    });
  });

  it('sort renditions by bandwidth and give every one an id of its own', () => {
    const representations = [3, 1, 2].map((n) => `<Representation id="x" bandwidth="${n}"/>`).join('');
    const tracks = parseSets(
      `<AdaptationSet id="7" mimeType="video/mp4">${TEMPLATE}${representations}</AdaptationSet>
       <AdaptationSet id="7" mimeType="audio/mp4">${TEMPLATE}<Representation/></AdaptationSet>`,
    );
    expect(tracks[0]?.renditions.map(({ bandwidthBps }) => bandwidthBps)).toEqual([1, 2, 3]);
    expect(tracks[0]?.renditions.map(({ id }) => id)).toEqual(['x-2', 'x-3', 'x']);
    expect(tracks.map(({ id }) => id)).toEqual(['7', '7-2']);
    expect(tracks[1]?.renditions[0]?.id).toBe('7-r');
  });

  it('hold video and audio of one file', () => {
    const components =
      '<ContentComponent contentType="video"/><ContentComponent contentType="audio" lang="sv"/>';
    for (const [attributes, inner] of [
      ['id="m" mimeType="video/mp4" codecs="avc1.64001f,mp4a.40.2" lang="sv"', ''],
      ['id="m" mimeType="video/mp4"', components],
    ] as const) {
      const [video, audio] = parseSets(set(attributes, inner));
      expect(video).toMatchObject({ kind: 'video', isMuxed: false, renditions: [{ isMuxed: true }] });
      expect(audio).toMatchObject({
        id: 'm-audio',
        kind: 'audio',
        isMuxed: true,
        language: 'sv',
        renditions: [],
      });
    }
  });

  it('are merged where switching between their sets is allowed', () => {
    const switching = (ids: string): string =>
      `<SupplementalProperty schemeIdUri="urn:mpeg:dash:adaptation-set-switching:2016" value="${ids}"/>`;
    const video = 'mimeType="video/mp4"';
    const tracks = parseSets(
      set(`id="1" ${video}`, switching('3')) +
        set(`id="2" ${video}`) +
        set(`id="3" ${video}`) +
        set(`id="4" ${video} lang="fr"`, switching('1,2')) +
        set(`id="5" ${video}`, switching('2, 3')),
    );
    expect(tracks.map(({ id, renditions }) => [id, renditions.length])).toEqual([
      ['1', 2],
      ['2', 2],
      ['4', 1],
    ]);
  });

  it('leave trick mode, dependent and unknown essential ones out', () => {
    const essential = (scheme: string, id = ''): string =>
      `<EssentialProperty schemeIdUri="${scheme}" value="1" ${id}/>`;
    const video = 'mimeType="video/mp4"';
    const tracks = parseSets(
      set(`id="1" ${video}`, essential('http://dashif.org/guidelines/trickmode')) +
        set(`id="2" ${video}`, essential('urn:unknown')) +
        set(`id="3" ${video}`, essential('urn:mpeg:mpegB:cicp:ColourPrimaries')) +
        set(`id="4" ${video}`, '', 'dependencyId="r"') +
        set(
          `id="5" ${video}`,
          essential('urn:unknown', 'id="z"') + essential('urn:mpeg:mpegB:cicp:MatrixCoefficients', 'id="z"'),
        ) +
        set('id="6" mimeType="image/jpeg"', essential('http://dashif.org/guidelines/thumbnail_tile')),
    );
    expect(tracks.map(({ id }) => id)).toEqual(['3', '5', '6']);
    expect(() => parseSets(set(`id="2" ${video}`, essential('urn:Unknown')))).toThrow(
      expect.objectContaining({
        code: 'manifest-unsupported',
        context: { url: 'https://cdn.example/a/b.mpd', feature: 'EssentialProperty urn:unknown' },
      }),
    );
  });

  it.each([
    ['audio_channel_configuration:2011', 'urn:mpeg:dash:23003:3:', '6', 6],
    ['ChannelConfiguration', 'urn:mpeg:mpegB:cicp:', '12', 8],
    ['audio_channel_configuration:2011', 'urn:dolby:dash:', 'fa01', 8],
    ['audio_channel_configuration:2015', 'tag:dolby.com,2015:dash:', '000047', 6],
    ['audio_channel_configuration:2012', 'tag:dts.com,2014:dash:', '2', 2],
    ['audio_channel_configuration', 'tag:dts.com,2018:uhd:', '0000003F', 6],
    ['outputChannelPositionList:2012', 'urn:mpeg:dash:', '2 0 1 4 5 3', 6],
    ['audio_channel_configuration:2011', 'urn:mpeg:dash:23003:3:', 'many', null],
  ])('count channels by …%s', (tail, head, value, count) => {
    const configuration = `<AudioChannelConfiguration schemeIdUri="${head}${tail}" value="${value}"/>`;
    expect(parseSets(set('mimeType="audio/mp4"', configuration))[0]?.channelCount).toBe(count);
  });

  it.each([
    ['', 'avc1.64001f', null],
    ['16', 'hvc1.2.4.L120', 'PQ'],
    ['18', 'hvc1.2.4.L120', 'HLG'],
    ['1', 'hvc1.2.4.L120', 'SDR'],
    ['', 'vp09.02.51.10.01.09.16.09.00', 'PQ'],
    ['', 'av01.0.08M.10.0.110.09.18.09.0', 'HLG'],
    ['', 'dvh1.05.06', 'PQ'],
    ['99', 'avc1.64001f', null],
  ])('tell the range of transfer %j in %s', (transfer, codecs, range) => {
    const property = `<SupplementalProperty schemeIdUri="urn:mpeg:mpegB:cicp:TransferCharacteristics" value="${transfer}"/>`;
    const [track] = parseSets(
      set(`mimeType="video/mp4" codecs="${codecs}"`, transfer === '' ? '' : property),
    );
    expect(track?.renditions[0]?.videoRange).toBe(range);
  });

  it('name captions and other accessibility', () => {
    const accessibility = (scheme: string, value: string): string =>
      `<Accessibility schemeIdUri="${scheme}" value="${value}"/>`;
    const [track] = parseSets(
      set(
        'mimeType="video/mp4" scte214:supplementalCodecs="dvh1.08.01"',
        accessibility('urn:scte:dash:cc:cea-608:2015', 'CC1=eng;CC3=swe') +
          accessibility('urn:mpeg:dash:role:2011', 'sign') +
          accessibility('urn:example:purpose:2020', '3') +
          '<InbandEventStream schemeIdUri="urn:a"/><InbandEventStream schemeIdUri="urn:a" value="2"/>',
      ),
    );
    expect(track?.accessibility).toEqual(['608:CC1=eng', '608:CC3=swe', 'sign', 'purpose:3']);
    expect(track?.renditions[0]).toMatchObject({
      supplementalCodecs: 'dvh1.08.01',
      inbandEventSchemes: ['urn:a'],
    });
  });
});
