import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono, type Context } from 'hono';
import type { MediaIndex } from '../../tools/media/media-index.ts';
import { listLiveEntries } from './live/live-entries.ts';
import { serveLive } from './live/live-origin.ts';
import { servePage } from './page-scripts.ts';
import { serveFiles, type FileResponder } from './static-files.ts';

export interface DemoFolders {
  /** What `tools/media` has built, with its `index.json`. Served under `/media/`, and as live channels under `/live/`. */
  readonly mediaDir: string;
  /** The demo page. Served at `/`. */
  readonly pageDir: string;
  /** The built player. Served under `/dist/`. */
  readonly distDir: string;
  /** Further folders by path prefix (`/vendor/`), such as a package that the page imports. */
  readonly extraDirs?: Readonly<Record<string, string>>;
}

/** Open to every origin, with what a player reads across origins: sizes, ranges, dates and request timings. */
const CROSS_ORIGIN: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Length, Content-Range, Accept-Ranges, ETag, Date, Last-Modified',
  'Timing-Allow-Origin': '*',
};
const PREFLIGHT: Readonly<Record<string, string>> = {
  ...CROSS_ORIGIN,
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': '*, Range',
  'Access-Control-Max-Age': '600',
};

/** The reference backend of the demo: page, player, media, live channels, and the list of streams. */
export function createDemoApp({ mediaDir, pageDir, distDir, extraDirs = {} }: DemoFolders): Hono {
  const app = new Hono();
  app.options('*', () => new Response(null, { status: 204, headers: PREFLIGHT }));
  app.get('/api/streams', async (context) => {
    const index = JSON.parse(await readFile(join(mediaDir, 'index.json'), 'utf8')) as MediaIndex;
    const streams = index.streams.map((entry) => ({ ...entry, url: `/media/${entry.manifest}` }));
    return context.json({ streams: [...streams, ...listLiveEntries(index, Date.now())] }, 200, CROSS_ORIGIN);
  });
  mount(app, '/media/', serveFiles(mediaDir, CROSS_ORIGIN));
  mount(app, '/live/', serveLive(mediaDir, CROSS_ORIGIN));
  mount(app, '/dist/', serveFiles(distDir, CROSS_ORIGIN));
  for (const [prefix, folder] of Object.entries(extraDirs))
    mount(app, prefix, serveFiles(folder, CROSS_ORIGIN));
  mount(app, '/', servePage(pageDir));
  app.notFound(() => new Response('Not found', { status: 404, headers: CROSS_ORIGIN }));
  app.onError((error) => {
    console.error(error);
    return new Response('Internal error', { status: 500, headers: CROSS_ORIGIN });
  });
  return app;
}

function mount(app: Hono, prefix: string, respond: FileResponder): void {
  app.get(`${prefix}*`, async (context: Context, next) => {
    const path = new URL(context.req.url).pathname.slice(prefix.length);
    const response = await respond(context.req.raw, path);
    if (response) return response;
    await next();
    return undefined;
  });
}
