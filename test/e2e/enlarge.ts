import type { PlayerPage } from './player-page.ts';

/**
 * Lets the picture count as a large one, which sets no cap, without the cost of painting it; and all its frames as shown,
 * since what this machine drops beside the other worker is its own affair.
 */
export async function enlarge(player: PlayerPage): Promise<void> {
  await player.page.evaluate(() => {
    const { video } = window.harness;
    const quality = video.getVideoPlaybackQuality.bind(video);
    Object.defineProperties(video, {
      clientWidth: { value: 1920 },
      clientHeight: { value: 1080 },
      getVideoPlaybackQuality: {
        configurable: true,
        value: () => ({ totalVideoFrames: quality().totalVideoFrames, droppedVideoFrames: 0 }),
      },
    });
  });
}
