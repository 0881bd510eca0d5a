import { describe, expect, it } from 'vitest';
import type { ContentProtection } from '../../model/content-protection.ts';
import type { Segment } from '../../model/segment.ts';
import { wrapPssh } from '../mp4/pssh.ts';
import { parseMpd } from './parse-mpd.ts';

const PLAYREADY = '9a04f07998404286ab92e65be0885f95';
const WIDEVINE = 'edef8ba979d64acea3c827dcd51d21ed';

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

interface Parsed {
  readonly protection: readonly ContentProtection[];
  readonly segments: readonly Segment[];
  readonly warnings: readonly string[];
}

function parse(setLevel: string, representationLevel = ''): Parsed {
  const { periods, warnings } = parseMpd(
    `<MPD mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4">${setLevel}
      <SegmentTemplate media="$Number$" initialization="i" duration="2" startNumber="0"/>
      <Representation id="v" bandwidth="9">${representationLevel}</Representation></AdaptationSet></Period></MPD>`,
    'https://a/b.mpd',
  );
  const { protection, source } = periods[0]!.tracks[0]!.renditions[0]!;
  if (source.type !== 'ready') throw new Error('The index is deferred');
  const { index } = source;
  return { protection, warnings, segments: Array.from({ length: index.count }, (_, i) => index.at(i)!) };
}

const CENC = `<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cbcs"
  cenc:default_KID="9EB4050D-E44B-4802-932E-27D75083E266"/>`;

describe('ContentProtection', () => {
  it('is kept with scheme, key id, init data and licence URL', () => {
    const pssh = wrapPssh(WIDEVINE, Uint8Array.of(1, 2, 3));
    const { protection, warnings } = parse(
      `${CENC}<ContentProtection schemeIdUri="urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED" value="Widevine">
         <cenc:pssh> ${base64(pssh)} </cenc:pssh><dashif:Laurl>/licence?a=1</dashif:Laurl></ContentProtection>
       <ContentProtection schemeIdUri="urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95">
         <mspr:pro>BAUG</mspr:pro><ms:laurl licenseUrl="https://pr.example/"/></ContentProtection>`,
    );
    expect(warnings).toEqual([]);
    const keyId = '9eb4050de44b4802932e27d75083e266';
    expect(protection).toEqual([
      {
        schemeIdUri: 'urn:mpeg:dash:mp4protection:2011',
        value: 'cbcs',
        encryptionScheme: 'cbcs',
        keyId,
        initData: null,
        licenceUrl: null,
      },
      {
        schemeIdUri: 'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed',
        value: 'Widevine',
        encryptionScheme: 'cbcs',
        keyId,
        initData: pssh,
        licenceUrl: 'https://a/licence?a=1',
      },
      {
        schemeIdUri: 'urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95',
        value: null,
        encryptionScheme: 'cbcs',
        keyId,
        initData: wrapPssh(PLAYREADY, Uint8Array.of(4, 5, 6)),
        licenceUrl: 'https://pr.example/',
      },
    ]);
  });

  it('of a Representation replaces that of its set, scheme by scheme', () => {
    const other = CENC.replace('9EB4050D', '00000000');
    const { protection } = parse(`${CENC}<ContentProtection schemeIdUri="urn:x"/>`, other);
    expect(protection.map(({ schemeIdUri, keyId }) => [schemeIdUri, keyId?.slice(0, 8)])).toEqual([
      ['urn:mpeg:dash:mp4protection:2011', '00000000'],
      ['urn:x', '00000000'],
    ]);
  });

  it.each([
    ['text', 'test'],
    ['bad characters', '****'],
    ['a cut-off box', base64(wrapPssh(WIDEVINE, new Uint8Array(40)).subarray(0, 40))],
    [
      'inner lengths that disagree',
      'AAAANHBzc2gAAAAAEHfv7MCyTQKs4zweUuL7SwAAAAFATpmIld5EP5PoyCKTW/8KAAAAAA==',
    ],
    ['nothing', ''],
  ])('warns of a pssh that holds %s', (_, text) => {
    const { protection, warnings } = parse(
      `<ContentProtection schemeIdUri="urn:uuid:x" cenc:default_KID="zz"><cenc:pssh>${text}</cenc:pssh></ContentProtection>`,
    );
    expect(protection[0]).toMatchObject({ initData: null, keyId: null });
    expect(warnings).toEqual(['Malformed default_KID zz', 'Malformed pssh of urn:uuid:x']);
  });
});

describe('segment encryption', () => {
  const sea = (periods: string, cipher = 'aes128-cbc:2013', system = ''): string =>
    `<ContentProtection schemeIdUri="urn:mpeg:dash:sea:2012">
       <sea:SegmentEncryption schemeIdUri="urn:mpeg:dash:sea:${cipher}"/>${system}${periods}</ContentProtection>`;

  it('gives each segment its key and IV, and is no protection for a licence', () => {
    const { protection, segments } = parse(
      sea(
        `<sea:CryptoPeriod numSegments="2" IV="0x3782A2D74219AE78CFADF642ABC5E68D" keyUriTemplate="k"/>
         <sea:CryptoPeriod offset="1" keyUriTemplate="$RepresentationID$/$Number$"/>`,
      ),
    );
    const iv = Uint8Array.from(Buffer.from('3782A2D74219AE78CFADF642ABC5E68D', 'hex'));
    const first = { method: 'AES-128', keyUrl: 'https://a/k', iv };
    const numbered = (number: number): object => ({
      method: 'AES-128',
      keyUrl: `https://a/v/${number}`,
      iv: new Uint8Array(16).fill(number, 15),
    });
    expect(protection).toEqual([]);
    expect(segments.map(({ encryption }) => encryption)).toEqual([
      first,
      first,
      null,
      numbered(3),
      numbered(4),
    ]);
    expect(segments[0]?.init?.encryption).toEqual(first);
  });

  it.each([
    ['cipher', sea('<sea:CryptoPeriod keyUriTemplate="k"/>', 'aes128-gcm:2013')],
    [
      'key system',
      sea('<sea:CryptoPeriod keyUriTemplate="k"/>', undefined, '<sea:KeySystem keySystemUri="urn:x"/>'),
    ],
    ['layout', sea('<sea:CryptoTimeline/>')],
    ['IV', sea('<sea:CryptoPeriod keyUriTemplate="k" IV="no"/>')],
  ])('of an unknown %s is unsupported', (_, descriptor) => {
    expect(() => parse(descriptor)).toThrow(expect.objectContaining({ code: 'manifest-unsupported' }));
  });
});
