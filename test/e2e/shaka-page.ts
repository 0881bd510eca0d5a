import type { AbrDecision } from '../../src/index.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expect } from './harness-test.ts';
import type { PageConfig, PlayerPage } from './player-page.ts';

/** A player that plays with Shaka alone. */
export function openShaka(player: PlayerPage, config: PageConfig = {}): Promise<void> {
  return player.open({ ...config, engines: ['shaka'] });
}

/** Rendition and number of each video segment that the origin was asked for, in order: `video-480/3`. */
export function fetchedVideo(origin: Origin): readonly string[] {
  return origin.log
    .of(/video-\d+\/\d+\.m4s$/)
    .map(({ path }) => path.replace(/^.*\/(video-\d+\/\d+)\.m4s$/, '$1'));
}

/** The same, as Kinora's decisions say it, and none of Shaka's own: segments of 2 s, counted from 1. */
async function decidedVideo(player: PlayerPage): Promise<readonly string[]> {
  const renditions = await player.renditions();
  return (await player.events('decision')).map(({ detail }) => {
    const { renditionId, reason } = detail['decision'] as AbrDecision;
    expect(reason).not.toContain('by itself');
    const height = renditions.find(({ id }) => id === renditionId)?.height ?? null;
    return `video-${String(height)}/${String(Math.round(Number(detail['positionSec']) / 2) + 1)}`;
  });
}

/**
 * The video segments that were fetched, each by a decision of Kinora's. While paused, Shaka fetches on up to its goal: where it does so
 * between a look at the one list and a look at the other, both are looked at again. `fetchedFrom`: which of those asked for took a decision.
 */
export async function fetchedAsDecided(
  player: PlayerPage,
  origin: Origin,
  fetchedFrom = fetchedVideo,
): Promise<readonly string[]> {
  let fetched: readonly string[] = [];
  await expect(async () => {
    await origin.log.untilIdle();
    fetched = fetchedFrom(origin);
    expect(await decidedVideo(player)).toEqual(fetched);
  }).toPass({ timeout: 10_000 });
  return fetched;
}
