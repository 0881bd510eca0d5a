import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFiles, type FileResponder } from './static-files.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const MPD = `<MPD>${' '.repeat(500)}</MPD>`;
let parent: string;
let serve: FileResponder;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'static-files-'));
  await mkdir(join(parent, 'root/sub'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await mkdir(join(parent, 'root-beside'));
  await writeFile(join(parent, 'root-beside/secret.txt'), 'secret');
  await writeFile(join(parent, 'root/segment.m4s'), BYTES);
  await writeFile(join(parent, 'root/empty.m4s'), '');
  await writeFile(join(parent, 'root/a b.mpd'), MPD);
  await writeFile(join(parent, 'root/sub/index.html'), '<p>index</p>');
  serve = serveFiles(join(parent, 'root'), { 'X-Extra': 'yes' });
});

afterAll(() => rm(parent, { recursive: true }));

async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  const response = await serve(new Request(`http://localhost/${path}`, { headers, method }), path);
  return response ?? new Response(null, { status: 404 });
}

async function bytesOf(response: Response): Promise<number[]> {
  return Array.from(new Uint8Array(await response.arrayBuffer()));
}

describe('a whole file', () => {
  it('comes with type, length, tag, date and the given headers', async () => {
    const response = await get('segment.m4s');
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(Array.from(BYTES));
    expect(response.headers.get('Content-Type')).toBe('video/mp4');
    expect(response.headers.get('Content-Length')).toBe('1000');
    expect(response.headers.get('Accept-Ranges')).toBe('bytes');
    expect(response.headers.get('ETag')).toMatch(/^"[^"]+"$/);
    expect(Date.parse(response.headers.get('Last-Modified') ?? '')).toBeGreaterThan(0);
    expect(response.headers.get('X-Extra')).toBe('yes');
  });

  it('sends no body to HEAD', async () => {
    const response = await get('segment.m4s', {}, 'HEAD');
    expect(response.headers.get('Content-Length')).toBe('1000');
    expect(await bytesOf(response)).toEqual([]);
  });

  it('finds index.html in a folder, and names with escapes', async () => {
    expect(await (await get('sub/')).text()).toBe('<p>index</p>');
    expect(await (await get('a%20b.mpd')).text()).toBe(MPD);
  });

  it('is not found where there is none', async () => {
    for (const path of ['none.mp4', 'segment.m4s/none', '', '%E0%A4%A', 'a%00b', 'x'.repeat(5000)]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('never leaves the folder', async () => {
    const ways = ['../secret.txt', '%2e%2e/secret.txt', '..%2fsecret.txt', 'sub/../../secret.txt'];
    for (const path of [...ways, '../root-beside/secret.txt', '/../secret.txt']) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

describe('a byte range', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
  ])('%s', async (range, first, last) => {
    const response = await get('segment.m4s', { Range: range });
    expect(response.status).toBe(206);
    expect(response.headers.get('Content-Range')).toBe(`bytes ${first}-${last}/1000`);
    expect(response.headers.get('Content-Length')).toBe(String(last - first + 1));
    expect(await bytesOf(response)).toEqual(Array.from(BYTES.subarray(first, last + 1)));
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s is outside: 416', async (range) => {
    const response = await get('segment.m4s', { Range: range });
    expect(response.status).toBe(416);
    expect(response.headers.get('Content-Range')).toBe('bytes */1000');
  });

  it('of an empty file cannot be', async () => {
    expect((await get('empty.m4s', { Range: 'bytes=0-' })).status).toBe(416);
    expect((await get('empty.m4s', { Range: 'bytes=-1' })).status).toBe(416);
    expect((await get('empty.m4s')).status).toBe(200);
  });

  it.each(['items=0-1', 'bytes=5-2', 'bytes=-', 'bytes=0-1,5-6', 'bytes=a-b'])(
    '%s is ignored',
    async (range) => {
      expect((await get('segment.m4s', { Range: range })).status).toBe(200);
    },
  );

  it('counts under If-Range only while the file is the same', async () => {
    const etag = (await get('segment.m4s')).headers.get('ETag') ?? '';
    expect((await get('segment.m4s', { Range: 'bytes=0-1', 'If-Range': etag })).status).toBe(206);
    expect((await get('segment.m4s', { Range: 'bytes=0-1', 'If-Range': '"old"' })).status).toBe(200);
  });
});

describe('an unchanged file', () => {
  it('is 304 by tag, by date, and by tag alone where both are given', async () => {
    const first = await get('segment.m4s');
    const etag = first.headers.get('ETag') ?? '';
    const date = first.headers.get('Last-Modified') ?? '';
    expect((await get('segment.m4s', { 'If-None-Match': etag })).status).toBe(304);
    expect((await get('segment.m4s', { 'If-None-Match': `"x", W/${etag}` })).status).toBe(304);
    expect((await get('segment.m4s', { 'If-Modified-Since': date })).status).toBe(304);
    expect((await get('segment.m4s', { 'If-None-Match': '"x"', 'If-Modified-Since': date })).status).toBe(
      200,
    );
  });

  it('has another tag once it has changed', async () => {
    const file = join(parent, 'root/changing.vtt');
    await writeFile(file, 'WEBVTT');
    const etag = (await get('changing.vtt')).headers.get('ETag') ?? '';
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    expect((await get('changing.vtt', { 'If-None-Match': etag })).status).toBe(200);
  });
});

describe('gzip', () => {
  it('shrinks text for those who take it', async () => {
    const response = await get('a b.mpd', { 'Accept-Encoding': 'br, gzip' });
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    expect(response.headers.get('Vary')).toBe('Accept-Encoding');
    const body = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('Content-Length')).toBe(String(body.length));
    expect(gunzipSync(body).toString()).toBe(MPD);
  });

  it('has its own tag, and 304 by it', async () => {
    const accept = { 'Accept-Encoding': 'gzip' };
    const etag = (await get('a b.mpd', accept)).headers.get('ETag') ?? '';
    expect(etag).not.toBe((await get('a b.mpd')).headers.get('ETag'));
    expect((await get('a b.mpd', { ...accept, 'If-None-Match': etag })).status).toBe(304);
  });

  it.each([
    ['coded media', 'segment.m4s', { 'Accept-Encoding': 'gzip' }],
    ['a range', 'a b.mpd', { 'Accept-Encoding': 'gzip', Range: 'bytes=0-9' }],
    ['a client that refuses', 'a b.mpd', { 'Accept-Encoding': 'gzip;q=0, br' }],
    ['a client that does not ask', 'a b.mpd', {}],
  ])('is not for %s', async (_, path, headers) => {
    expect((await get(path, headers)).headers.get('Content-Encoding')).toBeNull();
  });
});
