import type {
  FragmentLoaderContext,
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderContextType,
  LoaderStats,
  PlaylistLoaderContext,
} from 'hls.js';
import { gatherMs } from '../../buffer/gather-ms.ts';
import type { Clock } from '../../core/clock.ts';
import { concatenate } from '../../core/concatenate.ts';
import { describeCause, isPlayerError, type PlayerError } from '../../core/errors.ts';
import type { JoinPhase } from '../../engine/engine-event.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../../model/resource.ts';
import type { ByteRange } from '../../model/segment.ts';
import type { TrackKind } from '../../model/track.ts';
import type { ResourceType } from '../../model/transfer-sample.ts';
import { EDGE_RETRY_MS, MAX_EDGE_RETRIES } from '../../playback/live-edge.ts';

/** What the loaders of one engine share. */
export interface NetworkHost {
  readonly clock: Clock;
  readonly request: RequestResource;
  /** Seconds of media ahead of the playhead. */
  aheadSec(): number;
  /** What the variants hold: `audio` where they have no picture. */
  mainKind(): TrackKind;
  /** The rendition that a level index of the title stands for; null: none. */
  renditionIdAt(level: number): string | null;
  onPhase(phase: JoinPhase): void;
  onResponse(type: ResourceType, response: ResourceResponse): void;
  /** A live playlist that had been read came as something else this time. It is asked for again. */
  onSpoiltRefresh(url: string): void;
  /** hls.js threw while it took in an answer. */
  onFault(error: unknown): void;
}

/**
 * Makes hls.js's `loader` out of Kinora's network: retries, timeouts and samples are the network's. Each request has one
 * address: redundant variants and pathways are levels and playlists of hls.js's own, which changes over to them.
 */
export function createLoaderClass(host: NetworkHost): HlsConfig['loader'] {
  return class extends KinoraLoader {
    constructor({ assetPlayerId }: HlsConfig) {
      super(host, assetPlayerId === undefined);
    }
  };
}

/** One request. hls.js makes a new one for each. */
export class KinoraLoader implements Loader<LoaderContext> {
  context: LoaderContext | null = null;
  readonly stats: LoaderStats = blankStats();
  readonly #host: NetworkHost;
  /** False in the player of an interstitial, whose levels are others. */
  readonly #isTitle: boolean;
  readonly #controller = new AbortController();
  readonly #parts: Uint8Array[] = [];
  #callbacks: LoaderCallbacks<LoaderContext> | null = null;
  #spoiltAnswers = 0;
  #cancelRetry = (): void => undefined;

  constructor(host: NetworkHost, isTitle: boolean) {
    this.#host = host;
    this.#isTitle = isTitle;
  }

  /** The request leaves before this returns. */
  load(
    context: LoaderContext,
    _config: LoaderConfiguration,
    callbacks: LoaderCallbacks<LoaderContext>,
  ): void {
    this.context = context;
    this.#callbacks = callbacks;
    this.stats.loading.start = this.#host.clock.nowMs();
    this.#send(context);
  }

  #send(context: LoaderContext): void {
    const request = this.#toRequest(context);
    const sent = this.#host.request(request);
    if (request.type === 'segment') this.#host.onPhase('first-segment-requested');
    sent
      .then(
        (response) => this.#succeed(request.type, response),
        (error: unknown) => this.#fail(error),
      )
      .catch((error: unknown) => {
        if (!this.#controller.signal.aborted) this.#host.onFault(error);
      });
  }

  abort(): void {
    const { context } = this;
    const callbacks = this.#callbacks;
    this.#callbacks = null;
    if (!context || !callbacks) return;
    this.stats.aborted = true;
    this.#end();
    callbacks.onAbort?.(this.stats, context, null);
  }

  destroy(): void {
    this.#callbacks = this.context = null;
    this.#end();
  }

  #end(): void {
    this.#cancelRetry();
    this.#controller.abort(new DOMException('hls.js gave the request up.', 'AbortError'));
  }

  #toRequest(context: LoaderContext): ResourceRequest {
    const type = resourceType(context);
    const level = levelOf(context);
    const renditionId = this.#isTitle && level !== null ? this.#host.renditionIdAt(level) : null;
    const trackKind = kindOf(context, this.#host.mainKind());
    const isMedia = type === 'segment' || type === 'init';
    return {
      type,
      urls: [context.url],
      range: rangeOf(context),
      signal: this.#controller.signal,
      ...(trackKind && { trackKind }),
      ...(renditionId !== null && { renditionId }),
      ...(this.#isTitle && type === 'segment' && mediaSecOf(context)),
      ...(isMedia && { onData: (bytes) => this.#take(type, bytes) }),
      // Where hls.js waits for the whole segment anyhow.
      ...(type === 'segment' &&
        !this.#callbacks?.onProgress && { gatherMs: gatherMs(this.#host.aheadSec()) }),
    };
  }

  #take(type: ResourceType, bytes: Uint8Array): void {
    const { stats, context } = this;
    if (!context) return;
    stats.loading.first ||= this.#host.clock.nowMs();
    stats.loaded += bytes.length;
    if (type === 'segment') this.#host.onPhase('first-bytes-received');
    const onProgress = this.#callbacks?.onProgress;
    if (onProgress) onProgress(stats, context, toArrayBuffer(bytes), null);
    else this.#parts.push(bytes);
  }

  #succeed(type: ResourceType, response: ResourceResponse): void {
    const { context, stats } = this;
    this.#host.onResponse(type, response);
    const callbacks = this.#callbacks;
    const { url, bytes, sample } = response;
    if (!context || !callbacks) return;
    const body = this.#parts.length > 0 ? concatenate(this.#parts) : bytes;
    const data = readBody(context, body);
    if (isSpoiltRefresh(context, data) && this.#spoiltAnswers < MAX_EDGE_RETRIES) {
      this.#spoiltAnswers += 1;
      this.#host.onSpoiltRefresh(url);
      this.#cancelRetry = this.#host.clock.setTimer(() => this.#send(context), EDGE_RETRY_MS);
      return;
    }
    const { loading } = stats;
    loading.end = this.#host.clock.nowMs();
    // What was fetched beforehand began earlier than it was asked for.
    loading.first ||= Math.min(loading.end, Math.max(loading.start, sample.firstByteMs));
    stats.loaded = stats.total = Math.max(stats.loaded, body.length);
    stats.bwEstimate = (stats.total * 8000) / Math.max(1, loading.end - loading.first);
    this.#callbacks = null;
    if (data === undefined) {
      const text = 'the answer is not JSON';
      callbacks.onError({ code: sample.status, text }, context, null, stats);
    } else callbacks.onSuccess({ url, data, code: sample.status }, stats, context, null);
  }

  #fail(error: unknown): void {
    const { context } = this;
    const callbacks = this.#callbacks;
    this.#callbacks = null;
    if (!context || !callbacks || this.#controller.signal.aborted) return;
    const code = isPlayerError(error, 'network-status') ? error.context.status : 0;
    const fault = { code, text: describeCause(error), playerError: error };
    callbacks.onError(fault, context, null, this.stats);
  }
}

/** The error of Kinora's network behind a failed request: hls.js hands on, in `ErrorData.response`, what `onError` was given. */
export function networkErrorOf(response: object | undefined): PlayerError | null {
  const error = response && 'playerError' in response ? response.playerError : null;
  return isPlayerError(error) ? error : null;
}

/** A type that an upgrade adds breaks the build here. */
const RESOURCE_TYPES = {
  manifest: 'manifest',
  'media-fragment': 'segment',
  key: 'key',
  'server-certificate': 'key',
  level: 'playlist',
  audioTrack: 'playlist',
  subtitleTrack: 'playlist',
  'steering-manifest': 'playlist',
  'interstitial-asset-list': 'playlist',
} as const satisfies Record<`${LoaderContextType}`, ResourceType>;

/** hls.js 1.6 gives the type of manifests and playlists alone: fragments and keys are told by what they bring along. */
export function resourceType(context: LoaderContext): ResourceType {
  if (isFragmentContext(context)) return context.frag.sn === 'initSegment' ? 'init' : 'segment';
  if ('keyInfo' in context) return 'key';
  const types: Readonly<Record<string, ResourceType>> = RESOURCE_TYPES;
  return types[context.type] ?? 'playlist';
}

/** Both ends inclusive, where hls.js means the end exclusively, and 0 to mean none. */
export function rangeOf({ rangeStart = 0, rangeEnd = 0 }: LoaderContext): ByteRange | null {
  return rangeEnd > 0 ? { start: rangeStart, end: rangeEnd - 1 } : null;
}

function isFragmentContext(context: LoaderContext): context is FragmentLoaderContext {
  return 'frag' in context && 'part' in context;
}

function levelOf(context: LoaderContext): number | null {
  if (isFragmentContext(context)) return context.frag.type.startsWith('main') ? context.frag.level : null;
  const type: string = context.type;
  return type === 'level' && 'level' in context && typeof context.level === 'number' ? context.level : null;
}

/** Of a part of a segment, where that is what is asked for. */
function mediaSecOf(context: LoaderContext): { readonly mediaSec: number } | null {
  return isFragmentContext(context) ? { mediaSec: (context.part ?? context.frag).duration } : null;
}

function kindOf(context: LoaderContext, mainKind: TrackKind): TrackKind | null {
  const type: string = isFragmentContext(context) ? context.frag.type : context.type;
  if (type === 'main' || type === 'level') return mainKind;
  if (type.startsWith('audio')) return 'audio';
  return type.startsWith('subtitle') ? 'text' : null;
}

/** Where hls.js has read a live playlist, and an error page comes in its place, or one that lists nothing: either would end the title. */
function isSpoiltRefresh(
  { levelOrTrack }: LoaderContext & { readonly levelOrTrack?: PlaylistLoaderContext['levelOrTrack'] },
  data: string | object | undefined,
): boolean {
  if (!levelOrTrack?.details?.live || typeof data !== 'string') return false;
  return !data.startsWith('#EXTM3U') || !/^#EXT(INF|-X-PART|-X-SKIP):/m.test(data);
}

/** Undefined where it is not what was asked for. */
function readBody({ responseType }: LoaderContext, bytes: Uint8Array): string | object | undefined {
  if (responseType === 'arraybuffer') return toArrayBuffer(bytes);
  const text = new TextDecoder().decode(bytes);
  if (responseType !== 'json') return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // the caller reports it
  }
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? buffer
    : new Uint8Array(bytes).buffer;
}

function blankStats(): LoaderStats {
  return {
    aborted: false,
    loaded: 0,
    retry: 0,
    total: 0,
    chunkCount: 0,
    bwEstimate: 0,
    loading: { start: 0, first: 0, end: 0 },
    parsing: { start: 0, end: 0 },
    buffering: { start: 0, first: 0, end: 0 },
  };
}
