import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { emsgBox } from './emsg-box.ts';
import { expect, test } from './harness-test.ts';

const media = (path: string): string => fileURLToPath(new URL(`../../.media/${path}`, import.meta.url));

for (const engine of ['mse', 'shaka'] as const) {
  test.describe(`timed events through ${engine}`, () => {
    test('an EventStream of the MPD is surfaced, on the presentation timeline', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const mpd = (await readFile(media('cmaf-2s/number.mpd'), 'utf8')).replace(
        /<Period[^>]*>/,
        `$&<EventStream schemeIdUri="urn:example:ads" value="1" timescale="10">
         <Event presentationTime="45" duration="20" id="7">break</Event></EventStream>`,
      );
      origin.put('/media/cmaf-2s/events.mpd', mpd, 'application/dash+xml');
      await player.open({ engines: [engine] });
      await player.loadWell(mediaUrl('cmaf-2s/events.mpd'));
      expect((await player.events('mediaevent')).map(({ detail }) => detail['event'])).toMatchObject([
        {
          origin: 'event-stream',
          schemeIdUri: 'urn:example:ads',
          value: '1',
          id: '7',
          startSec: 4.5,
          durationSec: 2,
          data: 'break',
        },
      ]);
    });

    test('emsg boxes of version 0 and 1 in segments are surfaced, once each', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const scheme = 'urn:example:inband';
      const mpd = (await readFile(media('cmaf-2s/number.mpd'), 'utf8')).replace(
        /<AdaptationSet [^>]*contentType="video"[^>]*>/,
        `$&<InbandEventStream schemeIdUri="${scheme}" value="x"/>`,
      );
      expect(mpd).toContain('InbandEventStream');
      origin.put('/media/cmaf-2s/inband.mpd', mpd, 'application/dash+xml');
      const common = { scheme, value: 'x', timescale: 1000, durationTicks: 500, data: 'hello' };
      const relative = emsgBox({ ...common, version: 0, timeTicks: 250, id: 1 });
      const absolute = emsgBox({ ...common, version: 1, timeTicks: 3500, id: 2 });
      // The second segment, in whatever rendition: 2 s to 4 s.
      for (const height of [240, 360, 480, 720, 1080]) {
        const segment = await readFile(media(`cmaf-2s/video-${height}/2.m4s`));
        const path = `/media/cmaf-2s/video-${height}/2.m4s`;
        origin.put(path, Buffer.concat([relative, absolute, segment]), 'video/mp4');
      }
      await player.open({ engines: [engine] });
      await player.loadWell(mediaUrl('cmaf-2s/inband.mpd'));
      // Told as they are read: the playhead stays where it is.
      await player.untilBuffered(6);
      const found = (await player.events('mediaevent')).map(({ detail }) => detail['event']);
      expect(found).toMatchObject([
        {
          origin: 'emsg',
          schemeIdUri: scheme,
          value: 'x',
          id: '1',
          startSec: expect.closeTo(2.25, 2),
          durationSec: 0.5,
          data: 'hello',
        },
        {
          origin: 'emsg',
          schemeIdUri: scheme,
          value: 'x',
          id: '2',
          startSec: expect.closeTo(3.5, 2),
          durationSec: 0.5,
          data: 'hello',
        },
      ]);
    });
  });
}
