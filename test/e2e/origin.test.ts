import { channelPath } from '../../demo/server/live/channel.ts';
import { expect, test } from './harness-test.ts';

const FILE = 'cmaf-2s/video-240/1.m4s';

test.describe('the test origin', () => {
  test('serves ranges and notes them', async ({ origin, mediaUrl }) => {
    const response = await fetch(mediaUrl(FILE), { headers: { Range: 'bytes=4-7' } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe('styp');
    await origin.log.untilIdle();
    expect(origin.log.all).toMatchObject([
      { range: 'bytes=4-7', status: 206, sentBytes: 4, isAborted: false },
    ]);
  });

  test('cuts a body with the length of the whole, or hides it', async ({ origin, mediaUrl }) => {
    origin.addFault({ path: FILE, times: 1, truncateAt: 100 });
    await expect(fetch(mediaUrl(FILE)).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    origin.addFault({ path: FILE, truncateAt: 100, isTruncationHidden: true });
    expect((await (await fetch(mediaUrl(FILE))).arrayBuffer()).byteLength).toBe(100);
  });

  test('stalls, keeps silent, drops, and forgets a fault after its times', async ({ origin, mediaUrl }) => {
    origin.addFault({ path: FILE, times: 1, isDropped: true });
    await expect(fetch(mediaUrl(FILE))).rejects.toThrow();
    expect((await fetch(mediaUrl(FILE))).status).toBe(200);
    for (const fault of [{ isSilent: true }, { stallAt: 50 }]) {
      origin.addFault({ path: FILE, times: 1, ...fault });
      const signal = AbortSignal.timeout(150);
      await expect(fetch(mediaUrl(FILE), { signal }).then((answer) => answer.text())).rejects.toThrow(
        'timeout',
      );
      await origin.log.untilIdle();
      expect(origin.log.all.at(-1)).toMatchObject({ isAborted: true, sentBytes: fault.stallAt ?? 0 });
    }
  });

  test('holds answers at a gate, before the head or in the body', async ({ origin, mediaUrl }) => {
    const gate = origin.hold(FILE, { gateAt: 0.5 });
    const reader = (await fetch(mediaUrl(FILE))).body!.getReader();
    const first = await reader.read();
    await gate.arrived(1);
    expect(first.value!.length).toBeGreaterThan(0);
    expect(origin.log.open).toHaveLength(1);
    gate.release();
    while (!(await reader.read()).done);
    await origin.log.untilIdle();
    expect(origin.log.all[0]!.isAborted).toBe(false);
  });

  test('keeps the speed of its link, shared by all', async ({ origin, mediaUrl }) => {
    origin.link.bytesPerSec = 200_000;
    const startMs = performance.now();
    const bodies = await Promise.all([1, 2].map(async () => (await fetch(mediaUrl(FILE))).arrayBuffer()));
    const bytes = bodies.reduce((sum, body) => sum + body.byteLength, 0);
    const idealMs = (bytes / 200_000) * 1000;
    expect(performance.now() - startMs).toBeGreaterThan(idealMs * 0.8);
    expect(performance.now() - startMs).toBeLessThan(idealMs * 1.5 + 200);
  });

  test('serves live channels, in the log and at the speed of the link', async ({ origin }) => {
    const channel = channelPath({ kind: 'continuous', startMs: Date.now() - 60_000 });
    const segment = `${origin.url}/live/${channel}video-240/20.m4s`;
    const whole = await (await fetch(segment)).arrayBuffer();
    await origin.log.untilIdle();
    expect(origin.log.all).toMatchObject([
      {
        path: `/live/${channel}video-240/20.m4s`,
        status: 200,
        sentBytes: whole.byteLength,
        isAborted: false,
      },
    ]);
    expect((await fetch(`${origin.url}/live/${channel}video-240/31.m4s`)).status).toBe(404);
    origin.link.bytesPerSec = whole.byteLength * 2;
    const startMs = performance.now();
    await (await fetch(segment)).arrayBuffer();
    expect(performance.now() - startMs).toBeGreaterThan(400);
  });

  test('strikes live answers with its faults', async ({ origin }) => {
    const playlist = `${origin.url}/live/continuous/video-240.m3u8`;
    origin.addFault({ path: 'video-240.m3u8', times: 1, status: 503 });
    expect((await fetch(playlist)).status).toBe(503);
    origin.addFault({ path: 'video-240.m3u8', times: 1, truncateAt: 20 });
    await expect(fetch(playlist).then((answer) => answer.text())).rejects.toThrow();
    expect(await (await fetch(playlist)).text()).toContain('#EXTM3U');
  });

  test('waits no longer for a client that has gone', async ({ origin }) => {
    const channel = channelPath({ kind: 'low-latency', startMs: Date.now() - 10_000 });
    const controller = new AbortController();
    const answer = await fetch(`${origin.url}/live/${channel}video-240/5.m4s`, { signal: controller.signal });
    expect(answer.headers.get('Transfer-Encoding')).toBe('chunked');
    controller.abort();
    await origin.log.untilIdle(1000);
    expect(origin.log.all).toMatchObject([{ isAborted: true }]);
  });
});
