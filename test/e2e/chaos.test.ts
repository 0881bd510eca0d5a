import type { EngineName } from '../../src/index.ts';
import type { Fault } from '../fixtures/origin/fault.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';
import { GENERATED_STREAMS, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import type { ErrorReport } from './page/harness.ts';
import type { PlayerPage } from './player-page.ts';

/**
 * In CI one scenario for each of two titles; by hand as many more as you like, on all of them:
 * CHAOS_RUNS=10 CHAOS_SEED=7 npx playwright test e2e/chaos
 * With CHAOS_ENGINE=shaka (or hlsjs) that engine alone plays: media that is garbage ends it, and other failures than here count.
 */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 1);
const FIRST_SEED = Number(process.env['CHAOS_SEED'] ?? 102);
/** Which engine plays; default: as an app's player chooses. */
const ENGINE = process.env['CHAOS_ENGINE'] as EngineName | undefined;
const IDS =
  process.env['CHAOS_RUNS'] === undefined
    ? ['dash-number', 'hls-fmp4']
    : GENERATED_STREAMS.map(({ id }) => id);

const FAULTS: readonly Omit<Fault, 'path' | 'times'>[] = [
  { status: 404 },
  { status: 503 },
  { isDropped: true },
  { isSilent: true },
  { body: 'garbage' },
  { body: '' },
  { truncateAt: 0.4 },
  { truncateAt: 0.4, isTruncationHidden: true },
  { stallAt: 0.3 },
  { latencyMs: 1500 },
  { bytesPerSec: 30_000 },
];
const PATHS = [
  /\.(m4s|mp4|ts|webm|aac)$/,
  /video/,
  /audio/,
  /init/,
  /\/5\./,
  /\/[3-9]\./,
  /360|240/,
  /1080|720|480/,
];
const ACTIONS = ['seek', 'pause', 'play', 'play', 'pin', 'track', 'still', 'fast', 'none', 'none'] as const;
type Action = (typeof ACTIONS)[number] | 'finish';
const STEPS = 10;

for (const id of IDS) {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    test(`${id} plays to its end through faults and a restless viewer, or says whose fault it is (${seed})`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      test.setTimeout(90_000);
      const { manifest, duration, drm } = streamById(id);
      const random = seededRandom(seed);
      const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
        const one = list[Math.floor(random() * list.length)];
        if (one === undefined) throw new Error('there is nothing to pick from');
        return one;
      };
      await player.open({
        ...IMPATIENT,
        drm: { clearKeys: drm?.clearkeys ?? null },
        ...(ENGINE !== undefined && { engines: [ENGINE] }),
      });
      await player.loadWell(mediaUrl(manifest));
      await player.play(1);
      for (let step = 0; step < STEPS; step++) {
        const isFault = random() < 0.7;
        if (isFault)
          origin.addFault({ path: pick(PATHS), times: 1 + Math.floor(random() * 4), ...pick(FAULTS) });
        await act(player, pick(ACTIONS), random(), duration);
        await player.page.waitForTimeout(200 + random() * 800); // as viewers do: for no event
      }
      origin.reset();
      await act(player, 'finish', 0, duration);
      const state = await player.untilState(['ended', 'error'], 60_000);
      // Two missing segments in a row end it: the server is to blame, and is named.
      const codes = (await player.events('error')).map(({ detail }) => (detail['error'] as ErrorReport).code);
      expect(codes.filter((code) => !/^(network-|segment-invalid)/.test(code))).toEqual([]);
      expect(codes).toHaveLength(state === 'ended' ? 0 : 1);
    });
  }
}

/** `value` from 0 to 1 says where to, or which. */
function act({ page }: PlayerPage, what: Action, value: number, durationSec: number): Promise<void> {
  return page.evaluate(
    ([action, chosen, endSec]) => {
      const { player, video } = window.harness;
      const audio = player.tracks.filter(({ kind }) => kind === 'audio');
      const actions: Readonly<Record<typeof action, () => void>> = {
        seek: () => (video.currentTime = chosen * endSec),
        pause: () => {
          video.pause();
        },
        play: () => void video.play().catch(() => undefined), // a pause right behind it ends it
        pin: () => {
          player.setQuality(player.renditions[Math.floor(chosen * player.renditions.length)]?.id ?? 'auto');
        },
        track: () => {
          const track = audio[Math.floor(chosen * audio.length)];
          if (track) player.selectTrack(track.id);
        },
        still: () => (video.playbackRate = 0),
        fast: () => (video.playbackRate = 2),
        none: () => undefined,
        finish: () => {
          video.playbackRate = 4;
          void video.play().catch(() => undefined);
        },
      };
      actions[action]();
    },
    [what, value, durationSec] as const,
  );
}
