import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What an app on a server would write: plain Node, and the package by its name. */
const SCRIPT = `
  import { isPlayerError } from 'kinora';
  import { parseMpd } from 'kinora/dash';
  import { parseHls } from 'kinora/hls';
  const mpd = parseMpd(
    '<MPD mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4">' +
      '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/><Representation id="v"' +
      ' bandwidth="1000" codecs="avc1.64001f"><BaseURL>v.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>',
    'https://cdn.test/film/a.mpd',
  );
  const [protection] = mpd.periods[0].tracks[0].renditions[0].protection;
  const hls = parseHls('#EXTM3U\\n#EXT-X-TARGETDURATION:4\\n#EXTINF:4,\\n1.ts\\n#EXT-X-ENDLIST', 'https://cdn.test/a.m3u8');
  const codes = [parseMpd, parseHls].map((parse) => {
    try {
      parse('', 'https://cdn.test/a');
    } catch (error) {
      return isPlayerError(error) && error.code;
    }
  });
  console.log(JSON.stringify({ mpd: [mpd.protocol, mpd.durationSec, protection.encryptionScheme], hls: [hls.protocol, hls.durationSec], codes }));
`;

test('the parsers run in Node, by the subpaths of the package', () => {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual({
    mpd: ['dash', 10, 'cenc'],
    hls: ['hls', 4],
    codes: ['manifest-malformed', 'manifest-malformed'],
  });
});
