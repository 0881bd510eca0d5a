import { describe, expect, it } from 'vitest';
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { Track } from '../../model/track.ts';
import { parseHls } from './parse-hls.ts';

const URL_OF_PLAYLIST = 'https://host.test/a/main.m3u8';

const parse = (...lines: string[]): Presentation =>
  parseHls(['#EXTM3U', ...lines].join('\n'), URL_OF_PLAYLIST);
const tracksOf = (presentation: Presentation, kind: string): readonly Track[] =>
  presentation.periods.flatMap(({ tracks }) => tracks.filter((track) => track.kind === kind));
const variant = (attributes: string, uri: string): readonly string[] => [
  `#EXT-X-STREAM-INF:${attributes}`,
  uri,
];
/** URLs under the playlist's folder, shortened. */
function urlsOf({ source }: Rendition): readonly string[] {
  if (source.type !== 'deferred') throw new Error('expected a deferred index');
  return source.request.urls.map((url) => url.replace('https://host.test/a/', ''));
}
describe('variants', () => {
  it('become the renditions of one video track, ascending by bandwidth', () => {
    const presentation = parse(
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-START:TIME-OFFSET=7',
      ...variant(
        'BANDWIDTH=3000000,AVERAGE-BANDWIDTH=2500000,RESOLUTION=1280x720,FRAME-RATE=29.97,VIDEO-RANGE=PQ,' +
          'CODECS="hvc1.2.4.L123.B0, mp4a.40.2",SUPPLEMENTAL-CODECS="dvh1.08.07/db4h"',
        'hi.m3u8',
      ),
      ...variant('BANDWIDTH=800000', 'lo.m3u8?x=1'),
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"',
    );
    const { isLive, durationSec, preferredStartSec, protocol, url } = presentation;
    expect({ isLive, durationSec, preferredStartSec, protocol, url }).toEqual({
      isLive: false,
      durationSec: null,
      preferredStartSec: 7,
      protocol: 'hls',
      url: URL_OF_PLAYLIST,
    });
    expect(presentation.periods[0]?.tracks).toHaveLength(1);
    const [lo, hi] = tracksOf(presentation, 'video')[0]!.renditions;
    expect(hi).toMatchObject({
      id: 'v0',
      bandwidthBps: 3_000_000,
      averageBandwidthBps: 2_500_000,
      width: 1280,
      height: 720,
      frameRate: 29.97,
      videoRange: 'PQ',
      codecs: 'hvc1.2.4.L123.B0,mp4a.40.2',
      supplementalCodecs: 'dvh1.08.07',
      container: 'unknown',
      isMuxed: true,
      audioGroupId: null,
    });
    expect(lo).toMatchObject({ id: 'v1', bandwidthBps: 800_000, codecs: null, isMuxed: null, width: null });
    expect(urlsOf(lo!)).toEqual(['lo.m3u8?x=1']);
  });

  it('that are redundant become alternatives, also across pathways and equal groups', () => {
    const audio = (group: string): string =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="En",LANGUAGE="en",URI="${group}.m3u8"`;
    const presentation = parse(
      '#EXT-X-CONTENT-STEERING:SERVER-URI="s",PATHWAY-ID="A"',
      ...[audio('a1'), audio('a2')],
      ...variant('BANDWIDTH=2,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a1",PATHWAY-ID="A"', '1/hi.m3u8'),
      ...variant('BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a1",PATHWAY-ID="A"', '1/lo.m3u8'),
      ...variant('AUDIO="a2",BANDWIDTH=2,CODECS="avc1.64001f,mp4a.40.2",PATHWAY-ID="B"', '2/hi.m3u8'),
      ...variant('AUDIO="a2",BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",PATHWAY-ID="B"', '2/lo.m3u8'),
    );
    const [video] = tracksOf(presentation, 'video');
    expect(video!.renditions.map(urlsOf)).toEqual([
      ['1/lo.m3u8', '2/lo.m3u8'],
      ['1/hi.m3u8', '2/hi.m3u8'],
    ]);
    expect(video!.renditions.map(({ audioGroupId }) => audioGroupId)).toEqual(['a1', 'a1']);
    const [sound, ...others] = tracksOf(presentation, 'audio');
    expect(others).toEqual([]);
    expect(sound!.renditions.map(urlsOf)).toEqual([['a1.m3u8', 'a2.m3u8']]);
    expect(presentation.warnings).toEqual([expect.stringContaining('EXT-X-CONTENT-STEERING')]);
  });

  it('stay apart where their sound is another', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="stereo",NAME="En",CHANNELS="2",URI="s.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="surround",NAME="En",CHANNELS="6",URI="m.m3u8"',
      ...variant('BANDWIDTH=1,AUDIO="stereo"', 'a.m3u8'),
      ...variant('BANDWIDTH=1,AUDIO="surround"', 'b.m3u8'),
    );
    expect(tracksOf(presentation, 'video')[0]!.renditions.map(urlsOf)).toEqual([['a.m3u8'], ['b.m3u8']]);
  });

  it('of one URI are one rendition with its first audio group', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="En",LANGUAGE="en",CHANNELS="2",URI="aac.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="ec3",NAME="En",LANGUAGE="en",CHANNELS="16/JOC",URI="ec3.m3u8"',
      ...variant('BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aac"', 'v.m3u8'),
      ...variant('BANDWIDTH=2,CODECS="avc1.64001f,ec-3",AUDIO="ec3"', 'v.m3u8'),
    );
    const [video] = tracksOf(presentation, 'video');
    expect(video!.renditions).toHaveLength(1);
    expect(video!.renditions[0]).toMatchObject({
      audioGroupId: 'aac',
      codecs: 'avc1.64001f',
      isMuxed: false,
    });
    expect(
      tracksOf(presentation, 'audio').map(({ channelCount, renditions }) => [
        channelCount,
        renditions[0]?.codecs,
      ]),
    ).toEqual([
      [2, 'mp4a.40.2'],
      [16, 'ec-3'],
    ]);
  });

  it('without picture are kept out of the video renditions, with a warning', () => {
    const presentation = parse(
      ...variant('BANDWIDTH=9,CODECS="avc1.64001f,mp4a.40.2"', 'v.m3u8'),
      ...variant('BANDWIDTH=1,CODECS="mp4a.40.5"', 'a.m3u8'),
    );
    expect(tracksOf(presentation, 'video')[0]!.renditions.map(urlsOf)).toEqual([['v.m3u8']]);
    expect(tracksOf(presentation, 'audio')).toEqual([]);
    expect(presentation.warnings).toEqual(['Audio-only variants left out of the video renditions: 1']);
  });

  it('without URI are passed over, with a warning', () => {
    const presentation = parse('#EXT-X-STREAM-INF:BANDWIDTH=1', ...variant('BANDWIDTH=2', 'b.m3u8'));
    expect(tracksOf(presentation, 'video')[0]!.renditions.map(urlsOf)).toEqual([['b.m3u8']]);
    expect(presentation.warnings).toHaveLength(1);
  });
});

describe('audio', () => {
  it('has one track for each language, name and channel count, with a rendition from each group', () => {
    const audio = (group: string, rest: string): string =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",${rest}`;
    const presentation = parse(
      audio('lo', 'NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en-lo.m3u8"'),
      audio('lo', 'NAME="Français",LANGUAGE="fr",AUTOSELECT=YES,URI="fr-lo.m3u8"'),
      audio('hi', 'NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en-hi.m3u8"'),
      audio(
        'hi',
        'NAME="Describer",LANGUAGE="en",CHARACTERISTICS="public.accessibility.describes-video",URI="ad.m3u8"',
      ),
      audio('unused', 'NAME="Ghost",URI="ghost.m3u8"'),
      ...variant('BANDWIDTH=1,CODECS="avc1.42c00d,mp4a.40.5",AUDIO="lo"', 'v1.m3u8'),
      ...variant('BANDWIDTH=2,CODECS="avc1.64001f,mp4a.40.2",AUDIO="hi"', 'v2.m3u8'),
      ...variant('BANDWIDTH=64000,CODECS="mp4a.40.2",AUDIO="hi"', 'en-hi.m3u8'),
    );
    const tracks = tracksOf(presentation, 'audio');
    expect(
      tracks.map(({ id, label, language, isDefault, isAutoSelectable, roles, accessibility }) => [
        ...[id, label, language, isDefault, isAutoSelectable, roles, accessibility],
      ]),
    ).toEqual([
      ['audio:en:English', 'English', 'en', true, true, ['main'], []],
      ['audio:fr:Français', 'Français', 'fr', false, true, ['alternate'], []],
      ['audio:en:Describer:description', 'Describer', 'en', false, false, ['alternate'], ['description']],
    ]);
    expect(
      tracks[0]!.renditions.map(({ groupId, codecs, bandwidthBps }) => [groupId, codecs, bandwidthBps]),
    ).toEqual([
      ['lo', 'mp4a.40.5', 0],
      ['hi', 'mp4a.40.2', 64_000],
    ]);
    expect(tracksOf(presentation, 'video')[0]!.renditions.map(({ audioGroupId }) => audioGroupId)).toEqual([
      'lo',
      'hi',
    ]);
  });

  it('without URI is muxed into the variants', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="1",DEFAULT=YES',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="2",URI="2.m3u8"',
      ...variant('BANDWIDTH=1,CODECS="mp4a.40.2, avc1.4d400d",AUDIO="a"', 'v.m3u8'),
    );
    expect(
      tracksOf(presentation, 'audio').map(({ isMuxed, renditions }) => [isMuxed, renditions.length]),
    ).toEqual([
      [true, 0],
      [false, 1],
    ]);
    const [video] = tracksOf(presentation, 'video');
    expect(video!.renditions[0]).toMatchObject({
      isMuxed: true,
      codecs: 'avc1.4d400d,mp4a.40.2',
      audioGroupId: 'a',
    });
  });

  it('leaves a codec open that several names could be', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="1",URI="1.m3u8"',
      ...variant('BANDWIDTH=1,CODECS="avc1.4d400d,mp4a.40.2,ac-3",AUDIO="a"', 'v.m3u8'),
    );
    expect(tracksOf(presentation, 'audio')[0]!.renditions[0]!.codecs).toBeNull();
  });

  it('takes a group that does not exist for none', () => {
    const presentation = parse(
      ...variant('BANDWIDTH=1,CODECS="avc1.4d400d,mp4a.40.2",AUDIO="nope"', 'v.m3u8'),
    );
    const [video] = tracksOf(presentation, 'video');
    expect(video!.renditions[0]).toMatchObject({ audioGroupId: null, isMuxed: true });
  });
});

describe('audio-only playlists', () => {
  it('have an audio track whose renditions are the variants', () => {
    const presentation = parse(
      ...variant('BANDWIDTH=128000,CODECS="mp4a.40.2"', 'hi.m3u8'),
      ...variant('BANDWIDTH=64000,CODECS="mp4a.40.5"', 'lo.m3u8'),
    );
    expect(tracksOf(presentation, 'video')).toEqual([]);
    const [audio] = tracksOf(presentation, 'audio');
    expect(audio).toMatchObject({ id: 'audio', isMuxed: false, isDefault: true });
    expect(audio!.renditions.map(({ codecs, bandwidthBps }) => [codecs, bandwidthBps])).toEqual([
      ['mp4a.40.5', 64_000],
      ['mp4a.40.2', 128_000],
    ]);
  });

  it('with groups have their tracks, those without URI from the variants', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Main",DEFAULT=YES',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Other",URI="other.m3u8"',
      ...variant('BANDWIDTH=2,CODECS="mp4a.40.2",AUDIO="a"', 'hi.m3u8'),
      ...variant('BANDWIDTH=1,CODECS="mp4a.40.2",AUDIO="a"', 'lo.m3u8'),
    );
    expect(tracksOf(presentation, 'audio').map(({ renditions }) => renditions.map(urlsOf))).toEqual([
      [['lo.m3u8'], ['hi.m3u8']],
      [['other.m3u8']],
    ]);
  });
});

describe('VIDEO groups', () => {
  it('make one track for each view, with a rendition from each group', () => {
    const view = (group: string, name: string, uri: string | null): string =>
      `#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="${group}",NAME="${name}",DEFAULT=${name === 'Main' ? 'YES' : 'NO'}` +
      (uri === null ? '' : `,URI="${uri}"`);
    const presentation = parse(
      ...[view('hi', 'Side', 'side-hi.m3u8'), view('hi', 'Main', null)],
      ...[view('lo', 'Main', 'main-lo.m3u8'), view('lo', 'Side', 'side-lo.m3u8')],
      ...variant('BANDWIDTH=2,CODECS="avc1.4d400d,mp4a.40.2",VIDEO="hi"', 'main-hi.m3u8'),
      ...variant('BANDWIDTH=1,CODECS="avc1.4d400d,mp4a.40.2",VIDEO="lo"', 'main-lo.m3u8'),
      ...variant('BANDWIDTH=3,CODECS="avc1.4d400d,mp4a.40.2"', 'main-top.m3u8'),
    );
    const tracks = tracksOf(presentation, 'video');
    expect(tracks.map(({ id, isDefault, renditions }) => [id, isDefault, renditions.map(urlsOf)])).toEqual([
      ['video:Main', true, [['main-lo.m3u8'], ['main-hi.m3u8'], ['main-top.m3u8']]],
      ['video:Side', false, [['side-lo.m3u8'], ['side-hi.m3u8']]],
    ]);
    const ids = tracks.flatMap(({ renditions }) => renditions.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('text', () => {
  it('lists subtitles and embedded captions', () => {
    const presentation = parse(
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="en.m3u8",' +
        'CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog, public.accessibility.describes-music-and-sound"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",FORCED=YES,URI="forced.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Easy",LANGUAGE="en",URI="easy.m3u8",CHARACTERISTICS="public.easy-to-read"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Lost",LANGUAGE="en"',
      '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="CC",LANGUAGE="en",INSTREAM-ID="CC1"',
      '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="DTV",INSTREAM-ID="SERVICE3"',
      ...variant('BANDWIDTH=1,CODECS="avc1.4d400d,wvtt",SUBTITLES="s",CLOSED-CAPTIONS="c"', 'v.m3u8'),
    );
    const tracks = tracksOf(presentation, 'text');
    expect(
      tracks.map(({ id, roles, accessibility, isForced, isMuxed }) => [
        id,
        roles,
        accessibility,
        isForced,
        isMuxed,
      ]),
    ).toEqual([
      ['text:en:English:subtitle:caption', ['main', 'subtitle'], ['caption'], false, false],
      ['text:en:English:forced-subtitle', ['alternate', 'forced-subtitle'], [], true, false],
      ['text:en:Easy:subtitle:easyreader', ['alternate', 'subtitle', 'easyreader'], [], false, false],
      ['text:en:CC:608:CC1=en', ['alternate'], ['608:CC1=en'], false, true],
      ['text:DTV:708:3', ['alternate'], ['708:3'], false, true],
    ]);
    expect(tracks[0]!.renditions[0]).toMatchObject({ codecs: 'wvtt', groupId: 's' });
    expect(tracksOf(presentation, 'video')[0]!.renditions[0]).toMatchObject({
      codecs: 'avc1.4d400d',
      isMuxed: false,
    });
    expect(presentation.warnings).toEqual(['Subtitles without URI were passed over']);
  });
});

describe('EXT-X-SESSION-KEY', () => {
  it('becomes the protection of video and audio, but for whole-segment keys', () => {
    const presentation = parse(
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://id",KEYFORMAT="com.apple.streamingkeydelivery"',
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,AAEC/w==",KEYFORMAT="urn:uuid:EDEF8BA9",' +
        'KEYID=0x0123456789ABCDEF0123456789ABCDEF',
      '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="1",URI="1.m3u8"',
      ...variant('BANDWIDTH=1,AUDIO="a"', 'v.m3u8'),
    );
    const [video, audio] = presentation.periods[0]!.tracks;
    expect(video!.renditions[0]!.protection).toEqual([
      {
        schemeIdUri: 'com.apple.streamingkeydelivery',
        value: null,
        encryptionScheme: 'cbcs',
        keyId: null,
        initData: null,
        licenceUrl: 'skd://id',
      },
      {
        schemeIdUri: 'urn:uuid:edef8ba9',
        value: null,
        encryptionScheme: 'cenc',
        keyId: '0123456789abcdef0123456789abcdef',
        initData: Uint8Array.of(0, 1, 2, 255),
        licenceUrl: null,
      },
    ]);
    expect(audio!.renditions[0]!.protection).toBe(video!.renditions[0]!.protection);
  });
});
