import { defineConfig } from '@playwright/test';
import { chromiumPath } from './tools/setup/chromium-path.ts';

/**
 * The last two load pages of Chromium's own (156) into each new window, which take more of the processors than a player's start
 * does. The rest is what Playwright 1.65 names: Chromium heeds the last list alone.
 */
const DISABLED_FEATURES = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
];

/** They mostly wait for a playhead: a third worker has them, beside two that keep the two cores of a small machine busy. */
const PLAYED_THROUGH = [
  ...['packaging', 'live', 'hlsjs-live', 'hlsjs-trouble', 'period-change'],
  ...['adaptation', 'audio-rendition', 'quality', 'quota'],
].map((name) => `**/${name}.test.ts`);
// A proof of the live origin with players of others, three minutes long (`npm run test:live-origin`).
const LEFT_OUT = process.env['KINORA_LIVE_ORIGIN'] === undefined ? ['**/live-origin.test.ts'] : [];

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/build-player.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 3,
  projects: [
    { name: 'through', testMatch: PLAYED_THROUGH, workers: 1 },
    { name: 'chromium', testMatch: '**/*.test.ts', testIgnore: [...PLAYED_THROUGH, ...LEFT_OUT], workers: 2 },
  ],
  // A playback that fails one time in ten fails for one user in ten: who works on a test sees it fail. `npm test` runs a
  // failed one once more, names what passes only then as flaky, and fails itself where that is more than two of them.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
        `--disable-features=${DISABLED_FEATURES.join(',')}`,
      ],
    },
  },
});
