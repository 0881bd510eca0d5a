import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEntry } from '../../tools/media/media-index.ts';
import { createDemoApp } from './demo-app.ts';
import { listen } from './listen.ts';
import { channelPath } from './live/channel.ts';
import type { LiveEntry } from './live/live-entries.ts';

let root: string;
let app: Hono;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'demo-app-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write(
    'media/index.json',
    '{"note":"","streams":[{"id":"one","manifest":"one/a.mpd","expect":"plays"}]}',
  );
  await write('media/one/a.mpd', '<MPD/>');
  await write('media/one/1.ts', 'TS');
  await write('page/index.html', '<p>demo</p>');
  await write(
    'page/main.ts',
    "import type { A } from './a.ts';\nimport './b.ts';\nexport const one: A = 1;\n",
  );
  await write('page/server/secret.ts', 'export {};');
  await write('dist/kinora.js', 'export {};');
  await write('vendor/thing.js', 'export {};');
  app = createDemoApp({
    mediaDir: join(root, 'media'),
    pageDir: join(root, 'page'),
    distDir: join(root, 'dist'),
    extraDirs: { '/vendor/': join(root, 'vendor') },
  });
});

afterAll(() => rm(root, { recursive: true }));

describe('createDemoApp', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/media/one/a.mpd', 'application/dash+xml'],
    ['/media/one/1.ts', 'video/mp2t'],
    ['/dist/kinora.js', 'text/javascript; charset=utf-8'],
    ['/vendor/thing.js', 'text/javascript; charset=utf-8'],
  ])('serves %s', async (path, type) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe(type);
  });

  it('lists the streams with their addresses', async () => {
    const response = await app.request('/api/streams');
    expect(await response.json()).toEqual({
      streams: [{ id: 'one', manifest: 'one/a.mpd', expect: 'plays', url: '/media/one/a.mpd' }],
    });
  });

  it('offers live channels where there are the ladders that they loop, and plays them', async () => {
    const mediaDir = fileURLToPath(new URL('../../.media', import.meta.url));
    const folders = { pageDir: join(root, 'page'), distDir: join(root, 'dist') };
    const whole = createDemoApp({ mediaDir, ...folders });
    const { streams } = (await (await whole.request('/api/streams')).json()) as {
      streams: (LiveEntry | MediaEntry)[];
    };
    const live = streams.filter((entry) => entry.type === 'live');
    expect(live.map(({ id }) => id)).toContain('live-dash-low-latency');
    for (const { url, protocol } of live) {
      const response = await whole.request(url);
      expect(response.status, url).toBe(200);
      expect(await response.text()).toContain(protocol === 'dash' ? '<MPD' : '#EXTM3U');
    }
    expect((await whole.request('/live/continuous/none.mpd')).status).toBe(404);
  });

  it("serves the page's TypeScript as JavaScript, types removed and imports kept", async () => {
    const response = await app.request('/main.ts');
    expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    const code = await response.text();
    expect(code).toContain("import './b.ts'");
    expect(code).toContain('export const one = 1');
    expect(code).not.toContain('./a.ts');
  });

  it('keeps its own folder to itself', async () => {
    expect((await app.request('/server/secret.ts')).status).toBe(404);
    expect((await app.request('/%73erver/secret.ts')).status).toBe(404);
  });

  it('lets other origins read media, and answers their preflight', async () => {
    const media = await app.request('/media/one/a.mpd', { headers: { Range: 'bytes=0-1' } });
    expect(media.status).toBe(206);
    expect(media.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(media.headers.get('Access-Control-Expose-Headers')).toContain('Content-Range');
    const preflight = await app.request('/media/one/a.mpd', { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Range');
  });

  it('answers 404 readably across origins, and to HEAD', async () => {
    const response = await app.request('/media/none.mpd');
    expect(response.status).toBe(404);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect((await app.request('/media/one/a.mpd', { method: 'HEAD' })).status).toBe(200);
  });
});

describe('listen', () => {
  it('takes the next port where the wished one is in use, and serves ranges over it', async () => {
    const first = await listen(app, 0);
    const taken = Number(new URL(first.url).port);
    const second = await listen(app, taken);
    try {
      expect(Number(new URL(second.url).port)).toBeGreaterThan(taken);
      const response = await fetch(`${second.url}media/one/a.mpd`, { headers: { Range: 'bytes=1-3' } });
      expect(await response.text()).toBe('MPD');
    } finally {
      first.server.close();
      second.server.close();
      first.server.closeAllConnections();
      second.server.closeAllConnections();
    }
  });
});

describe('a live channel over the network', () => {
  it('sends a low-latency segment by chunked transfer, as it comes into being', async () => {
    const mediaDir = fileURLToPath(new URL('../../.media', import.meta.url));
    const live = createDemoApp({ mediaDir, pageDir: root, distDir: root });
    const { server, url } = await listen(live, 0);
    try {
      // The media are read first, so that what is timed is the channel.
      await fetch(`${url}live/continuous/manifest.mpd`);
      const channel = channelPath({ kind: 'low-latency', startMs: Date.now() - 10_000 });
      // Its sixth segment has just begun: the first part is there in 0.4 s, the last 1.6 s later.
      const response = await fetch(`${url}live/${channel}audio-en/5.m4s`);
      expect(response.headers.get('Transfer-Encoding')).toBe('chunked');
      expect(response.headers.get('Date')).not.toBeNull();
      const reader = response.body!.getReader();
      const first = (await reader.read()).value!;
      const firstMs = performance.now();
      expect(Buffer.from(first.subarray(4, 8)).toString()).toBe('moof');
      while (!(await reader.read()).done) continue;
      expect(performance.now() - firstMs).toBeGreaterThan(1200);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
