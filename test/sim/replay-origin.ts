import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { mediaType } from '../../demo/server/media-types.ts';
import type { LinkTrace } from './link-trace.ts';
import { fillUp, writeMpd, type ReplayMedia } from './replay-title.ts';
import type { SimTitle } from './title.ts';
import { TraceLink } from './trace-link.ts';

/** What one page plays, and over what link. */
export interface ReplaySession {
  readonly title: SimTitle;
  readonly trace: LinkTrace;
  readonly rttSec: number;
}

export interface ReplayOrigin {
  /** Where the player's build is. */
  readonly distUrl: string;
  /** Serves a session; the address of its page, beside which its manifest is. */
  add(session: ReplaySession): string;
  close(): Promise<void>;
}

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>replay</title><link rel="icon" href="data:," /></head>
  <body><video muted playsinline></video></body>
</html>
`;

/** Serves titles over links that are played back from traces, each session over one of its own. */
export async function startReplayOrigin(media: ReplayMedia, distDir: string): Promise<ReplayOrigin> {
  const sessions: { readonly session: ReplaySession; readonly link: TraceLink }[] = [];

  /** Everything but segments: at once, but for the time of an answer. */
  const serveFile = async (id: number, path: string, response: ServerResponse): Promise<void> => {
    const { session, link } = sessions[id] ?? {};
    if (path !== '') await link?.answerTime();
    const [type, body] =
      path === ''
        ? ['text/html', PAGE]
        : session && path === 'manifest.mpd'
          ? ['application/dash+xml', writeMpd(session.title, media.codec)]
          : path === 'init.mp4'
            ? ['video/mp4', media.init]
            : [];
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type ?? 'text/plain' }).end(body);
  };

  const serveSegment = async (
    { session, link }: (typeof sessions)[number],
    rung: number,
    segment: number,
    response: ServerResponse,
  ): Promise<void> => {
    const piece = media.segments[segment];
    const bits = session.title.sizes[segment]?.[rung];
    if (!piece || bits === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = fillUp(piece, bits / 8);
    response.writeHead(206, {
      'Content-Type': 'video/mp4',
      'Content-Length': body.length,
      'Content-Range': `bytes 0-${body.length - 1}/${body.length}`,
    });
    await link.carry(response, body);
  };

  const serve = async ({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(new URL(url, 'http://origin.invalid').pathname);
    response.setHeader('Cache-Control', 'no-store');
    const [, id, rest = ''] = /^\/session\/(\d+)\/(.*)$/.exec(path) ?? [];
    const [, rung, segment] = /^(\d+)\/(\d+)$/.exec(rest) ?? [];
    const found = sessions[Number(id)];
    if (found && rung !== undefined && segment !== undefined) {
      await serveSegment(found, Number(rung), Number(segment), response);
      return;
    }
    if (id !== undefined) {
      await serveFile(Number(id), rest, response);
      return;
    }
    const file = normalize(join(distDir, path.replace(/^\/dist\//, '')));
    const bytes =
      path.startsWith('/dist/') && file.startsWith(normalize(distDir + sep))
        ? await readFile(file).catch(() => null)
        : null;
    if (bytes) response.writeHead(200, { 'Content-Type': mediaType(file) }).end(bytes);
    else response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    distUrl: `${url}/dist/kinora.js`,
    add: (session) => {
      // Its time begins with the first segment asked for, as the simulator's does.
      const link = new TraceLink(session.trace, session.rttSec * 1000);
      return `${url}/session/${sessions.push({ session, link }) - 1}/`;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
