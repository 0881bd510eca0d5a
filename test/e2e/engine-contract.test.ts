import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { engineContract } from '../contract/engine-contract.ts';
import type { Ability, ContractTitle } from '../contract/contract-player.ts';
import { ContractPage, type ContractSubject } from './contract-page.ts';
import { expect, test } from './harness-test.ts';

/** A media folder's title that an engine is measured by. */
interface Subject extends ContractSubject {
  readonly name: string;
  /** What of the contract cannot be asked of it, and why. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
}

const DASH = { path: 'cmaf-2s/number.mpd', sharedPath: 'cmaf-2s/number.mpd' } as const;
const HLS = { path: 'cmaf-2s/master.m3u8', sharedPath: 'cmaf-2s/master.m3u8' } as const;
const TS = { path: 'hls-ts/master.m3u8', sharedPath: 'hls-ts/master.m3u8' } as const;
const FILE = { path: 'on-demand/video-360.mp4', sharedPath: 'cmaf-2s/master.m3u8' } as const;

const NO_TEXT = { 'choose-text': 'Kinora’s own engine shows no subtitles yet' } as const;

const SUBJECTS: readonly Subject[] = [
  { name: 'mse, DASH', engine: 'mse', partner: 'shaka', ...DASH, lacks: NO_TEXT },
  { name: 'mse, HLS', engine: 'mse', partner: 'hlsjs', ...HLS, lacks: NO_TEXT },
  { name: 'shaka, DASH', engine: 'shaka', partner: 'mse', ...DASH, lacks: {} },
  { name: 'shaka, HLS', engine: 'shaka', partner: 'hlsjs', ...HLS, lacks: {} },
  { name: 'hlsjs, fMP4', engine: 'hlsjs', partner: 'mse', ...HLS, lacks: {} },
  {
    ...{ name: 'hlsjs, TS', engine: 'hlsjs', partner: 'mse', ...TS },
    lacks: {
      'choose-audio': 'the title has one language, muxed',
      'choose-text': 'the title has no subtitles',
    },
  },
  {
    ...{ name: 'native, a file', engine: 'native', partner: 'mse', ...FILE },
    lacks: {
      'choose-audio': 'Chromium has no audioTracks',
      'choose-quality': 'a file has one quality',
      'choose-text': 'the file has no subtitles; those of the app: native-engine.test.ts',
      'fetch-manifest': 'the element fetches by itself, and a file is its own manifest',
    },
  },
];

const DURATION_SEC = 60;

/** The manifest with French for its default sound, still behind the English; what is no manifest as it is. */
function withOtherDefault(path: string): string | Uint8Array {
  const file = readFileSync(fileURLToPath(new URL(`../../.media/${path}`, import.meta.url)));
  if (!/\.(?:mpd|m3u8)$/.test(path)) return file;
  const main = '<Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>';
  return file
    .toString()
    .replace(/(TYPE=AUDIO.*LANGUAGE="en".*DEFAULT=)YES/, '$1NO')
    .replace(/(TYPE=AUDIO.*LANGUAGE="fr".*DEFAULT=)NO/, '$1YES')
    .replace(main, main.replace('main', 'alternate'))
    .replace('<Label>Français</Label>', `${main}<Label>Français</Label>`);
}

for (const subject of SUBJECTS) {
  const { name, engine, path, sharedPath, lacks } = subject;
  test.describe(`the contract of an engine: ${name}`, () => {
    const check = (isTrue: boolean, words: string): void => {
      expect(isTrue, words).toBe(true);
    };
    for (const one of engineContract(check)) {
      test(one.title, async ({ player, mediaUrl, origin }) => {
        const lack = one.needs && lacks[one.needs];
        test.skip(lack !== undefined, lack ?? 'it lacks nothing');
        const extension = path.slice(path.lastIndexOf('.'));
        const garbage = `/media/garbage${extension}`;
        origin.put(garbage, 'this is no manifest', 'text/plain');
        const otherDefault = `/media/${path.replace(/\.\w+$/, '-french$&')}`;
        origin.put(otherDefault, withOtherDefault(path), 'text/plain');
        const title: ContractTitle = {
          url: mediaUrl(path),
          otherDefaultUrl: origin.url + otherDefault,
          durationSec: DURATION_SEC,
          missingUrl: mediaUrl(`missing${extension}`),
          garbageUrl: origin.url + garbage,
          sharedUrl: mediaUrl(sharedPath),
        };
        await player.open({ engines: [engine] });
        await one.run(new ContractPage(player, origin, subject), title, engine);
        await player.page.unrouteAll({ behavior: 'ignoreErrors' });
      });
    }
  });
}
