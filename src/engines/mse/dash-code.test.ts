import { describe, expect, it } from 'vitest';
import { parseMpd } from '../../manifest/dash/parse-mpd.ts';
import { parseDash } from './dash-code.ts';

const URL_MPD = 'https://cdn.example/a/b.mpd';
const KEY_ID = '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>';
const WIDEVINE =
  '<c:ContentProtection xmlns:c="urn:mpeg:dash:schema:mpd:2011" schemeIdUri="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"/>';
const UNKNOWN_CIPHER = '<ContentProtection schemeIdUri="urn:mpeg:dash:sea:2012"/>';

const mpd = (protection: string): string =>
  `<MPD mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4">${protection}` +
  '<SegmentTemplate media="$Number$.m4s" initialization="i.mp4" duration="2"/>' +
  '<Representation id="v" bandwidth="1000" codecs="avc1.64001f"/></AdaptationSet></Period></MPD>';

describe('the DASH parser of the engine', () => {
  it.each([
    ['a clear title', ''],
    ['one for a licence exchange', KEY_ID + WIDEVINE],
  ])('reads %s as the whole parser does', async (_title, protection) => {
    const text = mpd(protection);
    const parsed = await parseDash(text, URL_MPD);
    const whole = parseMpd(text, URL_MPD);
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(whole));
    const systems = parsed.periods[0]?.tracks[0]?.renditions[0]?.protection;
    expect(systems).toHaveLength(protection === '' ? 0 : 2);
  });

  it('loads what reads a sidx when it is asked to', async () => {
    const representation = '<Representation id="v" bandwidth="1000" codecs="avc1.64001f">';
    const { periods } = await parseDash(
      '<MPD mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4">' +
        `${representation}<BaseURL>v.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      URL_MPD,
    );
    const source = periods[0]?.tracks[0]?.renditions[0]?.source;
    if (source?.type !== 'deferred') throw new Error('expected a deferred index');
    const mdat = Uint8Array.of(0, 0, 0, 8, 0x6d, 0x64, 0x61, 0x74);
    expect(await source.read({ bytes: mdat, url: 'https://cdn.example/a/v.mp4' })).toMatchObject({
      count: 1,
      endSec: 10,
    });
  });

  it('refuses what the whole parser refuses', async () => {
    const parsed = parseDash(mpd(UNKNOWN_CIPHER), URL_MPD);
    await expect(parsed).rejects.toMatchObject({
      code: 'manifest-unsupported',
      context: { feature: 'segment encryption of this kind' },
    });
    await expect(parseDash('<html/>', URL_MPD)).rejects.toMatchObject({ code: 'manifest-malformed' });
  });
});
