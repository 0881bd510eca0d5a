import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { Container } from '../../model/rendition.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { Decrypter } from './decrypter.ts';
import { Mp4Writer } from './writers/mp4-writer.ts';
import { loadCode } from '../../core/load-code.ts';
import type { SegmentWriter, WriteJob } from './writers/segment-writer.ts';

export interface SegmentLoad {
  readonly job: WriteJob;
  readonly request: RequestResource;
  readonly decrypter: Decrypter;
  /** See `ResourceRequest.gatherMs`. */
  readonly gatherMs: number;
  /** See `ResourceRequest.isFresh`. */
  readonly isFresh: boolean;
  /** Lives as long as this load; aborting it stops the request. */
  readonly scope: Scope;
}

/**
 * Fetches one segment and feeds it to the sinks as it arrives. The request leaves before this returns.
 * @throws PlayerError `network-*`, `segment-invalid`, `decrypt-failed`, `append-failed`, `codec-unsupported`
 */
export async function loadSegment(load: SegmentLoad): Promise<void> {
  const { segment } = load.job;
  if (segment.encryption) {
    await loadEncrypted(load);
    return;
  }
  let broken: { readonly error: unknown } | null = null;
  const requestScope = load.scope.child();
  // Media that is no good is not worth the rest of its bytes.
  const breakOff = (error: unknown): void => {
    broken ??= { error };
    requestScope.dispose(error);
  };
  const feed = new Feed(load, breakOff);
  const response = fetchSegment(load, requestScope.signal, (bytes) => {
    try {
      feed.push(bytes);
    } catch (error) {
      breakOff(error);
    }
  });
  try {
    await response;
  } catch (error) {
    throw (broken as { readonly error: unknown } | null)?.error ?? error;
  } finally {
    requestScope.dispose();
  }
  await feed.finish();
}

async function loadEncrypted(load: SegmentLoad): Promise<void> {
  const { encryption } = load.job.segment;
  if (!encryption) return;
  load.decrypter.prepare(encryption).catch(() => undefined); // early; decrypt() meets the error
  const response = await fetchSegment(load, load.scope.signal);
  const feed = new Feed(load, () => undefined); // all that it is given is here
  feed.push(await load.decrypter.decrypt(response, encryption));
  await feed.finish();
}

function fetchSegment(
  { job, request, gatherMs, isFresh }: SegmentLoad,
  signal: AbortSignal,
  onData?: (bytes: Uint8Array) => void,
): ReturnType<RequestResource> {
  const { urls, range, durationSec: mediaSec, sizeBytes: toldBytes } = job.segment;
  const base = {
    type: 'segment',
    urls,
    range,
    signal,
    trackKind: job.kind,
    renditionId: job.rendition.id,
    mediaSec,
    toldBytes,
    gatherMs: isFresh ? 0 : gatherMs,
    ...(isFresh && { isFresh }),
  } as const;
  return request(onData ? { ...base, onData } : base);
}

/** Told as soon as what came so far is refused, or the code for it did not come: who waits for the rest waits in vain. */
type OnFailure = (error: unknown) => void;

/** Picks the writer by container, loading the code only for what needs it, and feeds it in order, as bytes arrive. */
class Feed {
  readonly #job: WriteJob;
  readonly #onFailure: OnFailure;
  /** Null: its code is on its way. */
  #writer: SegmentWriter | null = null;
  #opened: Promise<void> | null = null;
  readonly #held: Uint8Array[] = [];
  #giveFirst: (bytes?: Uint8Array) => void = () => undefined;
  readonly #first: Promise<Uint8Array | undefined>;

  /** Creates the writer before the first byte where the manifest tells the container. */
  constructor({ job }: SegmentLoad, onFailure: OnFailure) {
    this.#job = job;
    this.#onFailure = onFailure;
    this.#first = new Promise((resolve) => (this.#giveFirst = resolve));
    const { container } = job.rendition;
    const isMp4 = container === 'unknown' && job.segment.init !== null;
    const writer =
      container === 'unknown' && !isMp4
        ? this.#detect()
        : createWriter(job, isMp4 ? 'mp4' : container, onFailure);
    if (writer instanceof Promise) {
      this.#opened = this.#open(writer);
      this.#opened.catch(onFailure); // finish() throws it, too
    } else this.#writer = writer;
  }

  push(bytes: Uint8Array): void {
    this.#giveFirst(bytes);
    if (this.#writer) this.#writer.push(bytes);
    else this.#held.push(bytes);
  }

  async finish(): Promise<void> {
    this.#giveFirst();
    await this.#opened;
    this.#job.signal.throwIfAborted(); // a key may have been long in coming
    await this.#writer?.finish();
  }

  async #open(coming: Promise<SegmentWriter>): Promise<void> {
    const writer = await coming;
    this.#job.signal.throwIfAborted(); // the code may have been long in coming
    for (const bytes of this.#held) writer.push(bytes);
    this.#writer = writer;
  }

  /** HLS may leave it to the segment, by its name or else its first bytes. The code for that comes with its parser. */
  async #detect(): Promise<SegmentWriter> {
    const { segment } = this.#job;
    const { detectContainer } = await loadCode('HLS', () => import('./hls-code.ts'));
    const named = detectContainer(segment, this.#held[0]); // a decrypted one is here already, and tells better
    const container = named === 'unknown' ? detectContainer(segment, await this.#first) : named;
    return createWriter(this.#job, container, this.#onFailure);
  }
}

function createWriter(
  job: WriteJob,
  container: Container,
  onFailure: OnFailure,
): SegmentWriter | Promise<SegmentWriter> {
  switch (container) {
    case 'ts':
    case 'aac':
      return loadTransmuxer(job);
    case 'webm':
    case 'mp3':
      return loadCode('WebM and MP3', () => import('./writers/plain-writer.ts')).then(
        ({ PlainWriter }) => new PlainWriter(job, container, onFailure),
      );
    case 'mp4':
    case 'unknown': // the scanner says so if it is no MP4
      return new Mp4Writer(job, onFailure);
    default: {
      const url = stripUrl(job.segment.urls[0] ?? '');
      const feature = `${container} container`;
      const message = `The ${job.kind} segment ${url} in a ${feature} cannot be played.`;
      throw new PlayerError('manifest-unsupported', message, { url, feature });
    }
  }
}

/** Both chunks at once: the writer needs the other, and would ask for it only once it is here itself. */
async function loadTransmuxer(job: WriteJob): Promise<SegmentWriter> {
  const [{ TransmuxWriter }] = await loadCode('MPEG-TS', () =>
    Promise.all([import('./transmux/transmux-writer.ts'), import('./probe-codecs.ts')]),
  );
  return new TransmuxWriter(job);
}
