import type { EngineName } from '../../src/index.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';
import { GENERATED_STREAMS, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import type { ErrorReport } from './page/harness.ts';
import { disturb } from './restless-viewer.ts';

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

const STEPS = 10;
const FAULT_SHARE = 0.7;

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
      await player.open({
        ...IMPATIENT,
        drm: { clearKeys: drm?.clearkeys ?? null },
        ...(ENGINE !== undefined && { engines: [ENGINE] }),
      });
      await player.loadWell(mediaUrl(manifest));
      await player.play(1);
      for (let step = 0; step < STEPS; step++)
        await disturb({ player, origin, random, durationSec: duration, faultShare: FAULT_SHARE });
      origin.reset();
      await player.act('hurry');
      const state = await player.untilState(['ended', 'error'], 60_000);
      // Two missing segments in a row end it: the server is to blame, and is named.
      const codes = (await player.events('error')).map(({ detail }) => (detail['error'] as ErrorReport).code);
      expect(codes.filter((code) => !/^(network-|segment-invalid)/.test(code))).toEqual([]);
      expect(codes).toHaveLength(state === 'ended' ? 0 : 1);
    });
  }
}
