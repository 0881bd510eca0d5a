import { createReadStream, type Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { parseByteRange } from './byte-range.ts';
import { isCompressible, mediaType } from './media-types.ts';

/** Answers a request for a file under one folder; undefined when there is no such file. */
export type FileResponder = (request: Request, path: string) => Promise<Response | undefined>;

/** Compressed copies are kept up to this size of original: manifests and bundles are far below it. */
const MAX_GZIP_BYTES = 4_000_000;
const compress = promisify(gzip);

/**
 * Serves the files of a folder as a good origin does: Range (206, 416), If-Range, ETag and Last-Modified with 304,
 * gzip for text, HEAD, `index.html` for a folder. Nothing outside the folder is reachable.
 *
 * @param root the folder
 * @param headers sent with every answer
 * @param isServed which files there are for the outside, by path from the folder, with forward slashes
 */
export function serveFiles(
  root: string,
  headers: Readonly<Record<string, string>> = {},
  isServed: (name: string) => boolean = () => true,
): FileResponder {
  const compressed = new Map<string, Promise<Buffer>>();
  return async (request, path) => {
    const found = await findFile(root, path);
    if (!found || !isServed(relative(root, found.file).split(sep).join('/'))) return undefined;
    const type = mediaType(found.file);
    const common = {
      'Content-Type': type,
      'Last-Modified': found.stats.mtime.toUTCString(),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-cache',
      ...(isCompressible(type) ? { Vary: 'Accept-Encoding' } : {}),
      ...headers,
    };
    const tag = `${found.stats.size.toString(36)}-${Math.round(found.stats.mtimeMs).toString(36)}`;
    if (isGzipWanted(request, type, found.stats.size)) {
      const etag = `"${tag}-gz"`;
      if (isUnchanged(request, etag, found.stats)) return notModified(common, etag);
      const body = await once(compressed, `${found.file} ${tag}`, async () =>
        compress(await readFile(found.file)),
      );
      const length = String(body.length);
      return answer(
        request,
        200,
        { ...common, ETag: etag, 'Content-Encoding': 'gzip', 'Content-Length': length },
        () => Uint8Array.from(body),
      );
    }
    const etag = `"${tag}"`;
    if (isUnchanged(request, etag, found.stats)) return notModified(common, etag);
    return sendPlain(request, found, { ...common, ETag: etag });
  };
}

interface FoundFile {
  readonly file: string;
  readonly stats: Stats;
}

async function findFile(root: string, path: string): Promise<FoundFile | undefined> {
  const name = decodePath(path);
  if (name === undefined) return undefined;
  const base = normalize(join(root, sep));
  const file = normalize(join(base, name));
  if (!file.startsWith(base)) return undefined;
  const stats = await statIfThere(file);
  if (stats?.isDirectory()) {
    const index = join(file, 'index.html');
    const indexStats = await statIfThere(index);
    return indexStats?.isFile() ? { file: index, stats: indexStats } : undefined;
  }
  return stats?.isFile() ? { file, stats } : undefined;
}

function decodePath(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path);
    return name.includes('\0') ? undefined : name;
  } catch {
    return undefined; // a malformed escape names no file
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

/** A range is one of the plain file's bytes, so a request for one gets it plain. */
function isGzipWanted(request: Request, type: string, sizeBytes: number): boolean {
  const accepted = request.headers.get('Accept-Encoding') ?? '';
  const isAccepted = /(^|[\s,])(gzip|\*)\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/i.test(accepted);
  return isAccepted && isCompressible(type) && sizeBytes <= MAX_GZIP_BYTES && !request.headers.has('Range');
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 If-None-Match decides alone where it is given */
function isUnchanged(request: Request, etag: string, stats: Stats): boolean {
  const noneMatch = request.headers.get('If-None-Match');
  if (noneMatch !== null) {
    return noneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*');
  }
  const since = Date.parse(request.headers.get('If-Modified-Since') ?? '');
  return Math.floor(stats.mtimeMs / 1000) * 1000 <= since;
}

function notModified(common: Record<string, string>, etag: string): Response {
  return new Response(null, { status: 304, headers: { ...common, ETag: etag } });
}

function sendPlain(request: Request, { file, stats }: FoundFile, headers: Record<string, string>): Response {
  const range = isRangeCurrent(request, headers)
    ? parseByteRange(request.headers.get('Range'), stats.size)
    : undefined;
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${stats.size}` },
    });
  }
  if (!range) {
    return answer(request, 200, { ...headers, 'Content-Length': String(stats.size) }, () => stream(file));
  }
  const { first, last } = range;
  return answer(
    request,
    206,
    {
      ...headers,
      'Content-Range': `bytes ${first}-${last}/${stats.size}`,
      'Content-Length': String(last - first + 1),
    },
    () => stream(file, first, last),
  );
}

/** If-Range: the range counts only while the client's copy is of this very file. */
function isRangeCurrent(request: Request, headers: Record<string, string>): boolean {
  const condition = request.headers.get('If-Range');
  return condition === null || condition === headers['ETag'] || condition === headers['Last-Modified'];
}

function stream(file: string, start?: number, end?: number): ReadableStream {
  const options = start === undefined || end === undefined ? {} : { start, end };
  return Readable.toWeb(createReadStream(file, options)) as ReadableStream;
}

/** The body is made only where it is sent: a HEAD request opens no file. */
function answer(
  request: Request,
  status: number,
  headers: Record<string, string>,
  body: () => BodyInit,
): Response {
  return new Response(request.method === 'HEAD' ? null : body(), { status, headers });
}

/** One computation per key; a failed one may be tried again. */
function once<T>(cache: Map<string, Promise<T>>, key: string, compute: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const fresh = compute();
  cache.set(key, fresh);
  fresh.catch(() => cache.delete(key));
  return fresh;
}
