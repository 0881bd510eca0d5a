import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { bundlePage } from '../sim/bundle-page.ts';
import { startReplayOrigin } from '../sim/replay-origin.ts';
import { replayTrace, simulateTrace } from '../sim/replay-session.ts';
import { fitTitle, makeReplayMedia } from '../sim/replay-title.ts';
import { toySetting, toyTitle } from '../sim/toy-setting.ts';
import { rungQualities, stallCost } from '../sim/title.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUFFER_SEC = 8;
/** Enough for the upper half of the ladder, then for its middle. */
const LINK = [
  { durationSec: 7, bps: 3e6 },
  { durationSec: 100, bps: 1.4e6 },
];

test(
  'over a link that drops to half, the player does what the simulator says that it does',
  { tag: '@alone' },
  async ({ browser }) => {
    test.setTimeout(60_000);
    const media = await makeReplayMedia(join(ROOT, '.cache/replay'), 2, 8);
    const title = fitTitle(toyTitle([250e3, 500e3, 1e6, 2e6, 4e6], 8, 2), media);
    const scale = { qualities: rungQualities(title, 'log'), stallCost: stallCost(title, 'log') };
    const { trace } = toySetting(title, LINK);
    const origin = await startReplayOrigin(media, join(ROOT, 'dist'));
    try {
      const ports = { browser, origin, script: await bundlePage('replay-page.ts') };
      const ofTrace = simulateTrace({ title, trace, rttSec: 0.05 }, BUFFER_SEC, scale);
      const played = await replayTrace(ports, ofTrace);
      const simulated = ofTrace.runs[0]!;
      expect(Math.max(...played.rungs)).toBeGreaterThanOrEqual(2);
      expect(played.rungs).toHaveLength(8);
      for (const [segment, rung] of simulated.rungs.entries())
        expect(Math.abs((played.rungs[segment] ?? NaN) - rung)).toBeLessThanOrEqual(1);
      expect(played.firstFrameSec).toBeLessThan(simulated.firstFrameSec + 0.5);
      expect(played.stallSec).toBeLessThan(simulated.stallSec + 1);
    } finally {
      await origin.close();
    }
  },
);
