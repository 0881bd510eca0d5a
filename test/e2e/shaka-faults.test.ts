import type { JoinPhase } from '../../src/index.ts';
import { expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import { fetchedAsDecided, fetchedVideo, openShaka } from './shaka-page.ts';

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

test.describe('the network of Kinora in shaka', () => {
  for (const id of ['dash-number', 'hls-fmp4']) {
    const entry = streamById(id);

    test(`${id}: a 503 is tried again, and noticed by nobody`, async ({ player, mediaUrl, origin }) => {
      origin.addFault({ path: /video-\d+\/2\.m4s$/, times: 1, status: 503 });
      await openShaka(player, IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(4);
      await player.untilPosition(8);
      const second = origin.log.of(/video-\d+\/2\.m4s$/).map(({ path, status }) => [path, status]);
      expect(second.map(([, status]) => status)).toEqual([503, 200]);
      expect(second[0]?.[0]).toBe(second[1]?.[0]);
      expect(await player.events('warning')).toEqual([]);
    });

    test(`${id}: what stays unreachable is fetched in another rendition`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: /video-\d+\/3\.m4s$/, times: 2, status: 503 });
      await openShaka(player, IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play(2);
      await player.untilPosition(9);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
      const third = origin.log.of(/video-\d+\/3\.m4s$/);
      expect(third.map(({ status }) => status)).toEqual([503, 503, 200]);
      expect(third[2]?.path).not.toBe(third[1]?.path);
      expect((await player.events('warning'))[0]?.detail['error']).toMatchObject({ code: 'network-status' });
      await player.pause();
      await fetchedAsDecided(player, origin, (of) =>
        fetchedVideo(of).filter((path, i, all) => path !== all[i - 1]),
      );
    });
  }

  test('alternatives of a manifest are taken: the second host of a BaseURL', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const response = await fetch(mediaUrl('cmaf-2s/number.mpd'));
    const text = (await response.text()).replace(
      /<Period/,
      '<BaseURL>gone/</BaseURL><BaseURL>./</BaseURL><Period',
    );
    origin.put('/media/cmaf-2s/two-hosts.mpd', text, 'application/dash+xml');
    await openShaka(player, IMPATIENT);
    await player.loadWell(mediaUrl('cmaf-2s/two-hosts.mpd'));
    await player.play(4);
    await player.untilPosition(4);
    expect(await player.events('warning')).toEqual([]);
    expect(origin.log.of(/gone/).length).toBeGreaterThan(0);
  });

  test('the manifest is asked for once', async ({ player, mediaUrl, origin }) => {
    await openShaka(player);
    await player.loadWell(mediaUrl('cmaf-2s/number.mpd'));
    expect(origin.log.of('number.mpd')).toHaveLength(1);
    const phases = (await player.events('phase')).map(({ detail }) => detail['phase'] as JoinPhase);
    expect(phases).toEqual(
      expect.arrayContaining([
        'manifest-requested',
        'manifest-received',
        'manifest-parsed',
        'first-segment-requested',
      ]),
    );
    expect((await player.stats())?.bytes.video).toBeGreaterThan(0);
  });

  test('when nothing more comes, what is there plays on, then the error', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path: /video-\d+\/([5-9]|\d\d)\.m4s$/, status: 404 });
    await openShaka(player, IMPATIENT);
    await player.loadWell(mediaUrl('cmaf-2s/number.mpd'));
    await player.play(2);
    await player.untilState(['error'], 30_000);
    expect((await player.look()).currentTimeSec).toBe(0); // the element is free again
    expect((await player.stats())?.positionSec).toBeGreaterThan(7);
    expect((await player.events('error'))[0]?.detail['error']).toMatchObject({ code: 'network-status' });
  });
});

test.describe('what shaka cannot play', () => {
  test('a manifest that is not there', async ({ player, mediaUrl }) => {
    await openShaka(player, IMPATIENT);
    const { error } = await player.load(mediaUrl('cmaf-2s/missing.mpd?token=secret'));
    expect(error).toMatchObject({
      code: 'network-status',
      context: { status: 404, requestType: 'manifest' },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  for (const [name, type] of [
    ['garbage.mpd', 'application/dash+xml'],
    ['garbage.m3u8', 'application/x-mpegurl'],
  ] as const) {
    test(`${name} is malformed`, async ({ player, origin }) => {
      origin.put(`/${name}`, 'this is no manifest', type);
      await openShaka(player, IMPATIENT);
      const { error } = await player.load(`${origin.url}/${name}?token=secret`);
      expect(error).toMatchObject({ code: 'manifest-malformed', name: 'PlayerError' });
      expect(JSON.stringify(error)).not.toContain('secret');
    });
  }

  test('an address that says nothing of its type, with DASH behind it', async ({
    player,
    origin,
    mediaUrl,
  }) => {
    const text = await (await fetch(mediaUrl('cmaf-2s/number.mpd'))).text();
    origin.put('/media/cmaf-2s/title', text, 'application/octet-stream');
    await openShaka(player);
    await player.loadWell(mediaUrl('cmaf-2s/title'));
    expect(origin.log.all.filter(({ method }) => method === 'HEAD')).toEqual([]);
  });

  test('a codec that the browser has not', async ({ player, origin, mediaUrl }) => {
    const text = await (await fetch(mediaUrl('cmaf-2s/video-only.mpd'))).text();
    const strange = text.replaceAll(/codecs="avc1[^"]*"/g, 'codecs="dvh1.99.99"');
    origin.put('/media/cmaf-2s/strange.mpd', strange, 'application/dash+xml');
    await openShaka(player);
    expect((await player.load(mediaUrl('cmaf-2s/strange.mpd'))).error).toMatchObject({
      code: 'codec-unsupported',
    });
  });
});

test.describe('protected titles in shaka', () => {
  for (const id of ['dash-cenc', 'dash-cbcs']) {
    const entry = streamById(id);

    test(`${id}: plays with its keys`, async ({ player, mediaUrl }) => {
      await openShaka(player, { drm: { clearKeys: entry.drm!.clearkeys } });
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(4);
      const stats = await player.stats(); // no page may read a protected frame
      expect(stats?.totalFrames).toBeGreaterThan(40);
      expect((await player.look()).height).toBeGreaterThanOrEqual(240);
      await player.unload();
      await player.loadWell(mediaUrl(streamById('dash-number').manifest));
      await player.play(2);
      await player.untilPosition(3);
    });

    test(`${id}: is refused without keys`, async ({ player, mediaUrl, origin }) => {
      await openShaka(player);
      const { error, tookMs } = await player.load(mediaUrl(entry.manifest));
      expect(error).toMatchObject({ code: 'drm-unsupported', name: 'PlayerError' });
      expect(tookMs).toBeLessThan(5000);
      expect(origin.log.of('.m4s')).toHaveLength(0);
    });
  }

  test('keys of the wrong form are refused', async ({ player, mediaUrl }) => {
    await openShaka(player, { drm: { clearKeys: { abc: 'def' } } });
    const { error } = await player.load(mediaUrl(streamById('dash-cenc').manifest));
    expect(error).toMatchObject({ code: 'config-invalid', context: { option: 'config.drm.clearKeys' } });
  });
});
