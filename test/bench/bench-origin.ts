import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseByteRange } from '../../demo/server/byte-range.ts';
import { isCompressible, mediaType } from '../../demo/server/media-types.ts';
import { CLEAR_KEYS } from '../../tools/media/package-encrypted.ts';
import type { TraceLink } from '../sim/trace-link.ts';

export interface BenchRequest {
  readonly path: string;
  /** Milliseconds since 1970, as the page's `performance.timeOrigin`. */
  readonly startMs: number;
  endMs: number | null;
}

export interface BenchOrigin {
  readonly url: string;
  /** What has been asked for since the last `forget()`. */
  readonly requests: readonly BenchRequest[];
  /** The bytes of a served file, uncompressed. */
  read(path: string): Promise<Uint8Array | null>;
  forget(): void;
  /** From now on what is served comes over this link; null: at once. */
  useLink(link: TraceLink | null): void;
  close(): Promise<void>;
}

interface Body {
  readonly type: string;
  readonly bytes: Buffer;
  /** Null where its type is compressed already. */
  readonly gzip: Buffer | null;
}

const page = (player: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>bench</title>
    <link rel="icon" href="data:," />
    <style>body { margin: 0 } video { display: block; width: 100vw; height: 100vh }</style>
    <script type="module" src="/players/${player}/app.js"></script>
  </head>
  <body><video muted playsinline></video></body>
</html>
`;

/** Where the licence server answers, whatever it is asked. */
export const LICENCE_PATH = '/licence';

/**
 * Serves the bench's pages, players and media as a good CDN does: connections kept, text compressed beforehand, all in memory; and, beside them,
 * one licence.
 * @param roots folders by the beginnings of paths
 * @param playlists by their paths, beside those of the folders
 */
export async function startBenchOrigin(
  roots: Readonly<Record<string, string>>,
  playlists: ReadonlyMap<string, string> = new Map(),
): Promise<BenchOrigin> {
  const bodies = new Map<string, Promise<Body | null>>();
  let requests: BenchRequest[] = [];
  let link: TraceLink | null = null;

  const load = async (path: string): Promise<Body | null> => {
    const playlist = playlists.get(path);
    if (playlist !== undefined) return compose(mediaType(path), Buffer.from(playlist));
    const pageOf = /^\/page\/([\w-]+)$/.exec(path)?.[1];
    if (path === LICENCE_PATH) return compose('application/json', createLicence());
    if (pageOf !== undefined) return compose('text/html; charset=utf-8', Buffer.from(page(pageOf)));
    const prefix = Object.keys(roots).find((each) => path.startsWith(each));
    const root = prefix === undefined ? undefined : roots[prefix];
    if (prefix === undefined || root === undefined) return null;
    const file = normalize(join(root, path.slice(prefix.length)));
    if (!file.startsWith(normalize(root + sep))) return null;
    const bytes = await readFile(file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    return bytes && compose(mediaType(file), bytes);
  };
  const bodyOf = (path: string): Promise<Body | null> => {
    const known = bodies.get(path) ?? load(path);
    bodies.set(path, known);
    return known;
  };

  const send = (response: ServerResponse, bytes: Buffer): void => {
    if (link) link.carry(response, bytes).catch(breakOff(response));
    else response.end(bytes);
  };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://origin.invalid').pathname);
    const record: BenchRequest = { path, startMs: performance.timeOrigin + performance.now(), endMs: null };
    requests.push(record);
    response.on('close', () => (record.endMs = performance.timeOrigin + performance.now()));
    bodyOf(path).then((body) => {
      // A cache would make the second visit another race.
      response.setHeader('Cache-Control', 'no-store');
      if (!body) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader('Content-Type', body.type);
      const range = parseByteRange(request.headers.range ?? null, body.bytes.length);
      if (range === 'unsatisfiable') response.writeHead(416).end();
      else if (range) {
        const { first, last } = range;
        response.writeHead(206, { 'Content-Range': `bytes ${first}-${last}/${body.bytes.length}` });
        send(response, body.bytes.subarray(first, last + 1));
      } else if (body.gzip) {
        response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': body.gzip.length });
        send(response, body.gzip);
      } else {
        response.writeHead(200, { 'Content-Length': body.bytes.length });
        send(response, body.bytes);
      }
    }, breakOff(response));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    read: async (path) => (await bodyOf(path))?.bytes ?? null,
    forget: () => (requests = []),
    useLink: (next) => (link = next),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** The page shall see that something failed, and what. */
function breakOff(response: ServerResponse): (error: unknown) => void {
  return (error) => response.destroy(error instanceof Error ? error : new Error(String(error)));
}

/** All keys of the generated media. @see https://www.w3.org/TR/encrypted-media-2/#clear-key-license-format */
function createLicence(): Buffer {
  const encode = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
  const keys = Object.values(CLEAR_KEYS).map(({ keyId, key }) => ({
    kty: 'oct',
    kid: encode(keyId),
    k: encode(key),
  }));
  return Buffer.from(JSON.stringify({ keys, type: 'temporary' }));
}

function compose(type: string, bytes: Buffer): Body {
  return { type, bytes, gzip: isCompressible(type) ? gzipSync(bytes, { level: 9 }) : null };
}
