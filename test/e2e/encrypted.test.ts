import { GENERATED_STREAMS } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

test.describe('encrypted streams, while no licence exchange is set up', () => {
  for (const entry of GENERATED_STREAMS.filter(({ drm }) => drm !== null)) {
    test(`${entry.id} is refused with drm-unsupported`, async ({ player, mediaUrl, origin }) => {
      await player.open();
      const { error } = await player.load(mediaUrl(entry.manifest));
      expect(error).toMatchObject({ code: 'drm-unsupported', name: 'PlayerError' });
      expect(error?.message).toContain(entry.manifest);
      expect(await player.state()).toBe('error');
      await origin.log.untilIdle();
      expect(origin.log.of('.m4s'), 'media that cannot be played is not fetched').toHaveLength(0);
    });
  }
});
