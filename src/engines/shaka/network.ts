import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { Clock } from '../../core/clock.ts';
import { concatenate } from '../../core/concatenate.ts';
import { isPlayerError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../../model/resource.ts';
import type { ByteRange } from '../../model/segment.ts';
import type { ResourceType } from '../../model/transfer-sample.ts';
import { readRangeHeader } from '../../network/read-range-header.ts';
import { ChunkMeter } from './chunk-meter.ts';
import type { SegmentReference } from './first-segment.ts';
import type { Shaka } from './load-vendor.ts';

type Request = shaka.extern.Request;
type RequestType = shaka.net.NetworkingEngine.RequestType;
type Context = shaka.extern.RequestContext | undefined;

/** Takes a player's requests over. Null: not one of Kinora's, Shaka fetches it itself. */
export type Carry = (request: Request, type: RequestType, context: Context) => Operation | null;
type Operation = shaka.extern.IAbortableOperation<shaka.extern.Response>;

/**
 * Who carries a request. Shaka has one table of schemes for all players of a page, so this one map is the page's; the
 * request filter of each player enters its own requests. Shaka hands the same object on to the plugin.
 */
const claims = new WeakMap<Request, { readonly carry: Carry; readonly context: Context }>();
const taught = new WeakSet<Shaka>();

/** From here on `carry` is asked for whatever the player fetches. */
export function claimRequests(shaka: Shaka, player: shaka.Player, carry: Carry): void {
  teachSchemes(shaka);
  player.getNetworkingEngine()?.registerRequestFilter((_type, request, context) => {
    claims.set(request, { carry, context });
  });
}

function teachSchemes(shaka: Shaka): void {
  if (taught.has(shaka)) return;
  taught.add(shaka);
  const { NetworkingEngine, HttpFetchPlugin, HttpXHRPlugin } = shaka.net;
  const plain = HttpFetchPlugin.isSupported() ? HttpFetchPlugin : HttpXHRPlugin;
  const plugin: shaka.extern.SchemePlugin = (uri, request, type, ...rest) => {
    const claim = claims.get(request);
    const carried = claim?.carry(request, type, claim.context);
    return carried ?? (plain.parse(uri, request, type, ...rest) as Operation);
  };
  for (const scheme of ['http', 'https']) NetworkingEngine.registerScheme(scheme, plugin, undefined, true);
  // Keys in the clear come by it; only the build that plays everything knows it, and keeps its own.
  NetworkingEngine.registerScheme('data', plain.parse.bind(plain), NetworkingEngine.PluginPriority.FALLBACK);
}

/** What a request is for, where that is media. */
export type RequestLabels = Pick<ResourceRequest, 'renditionId' | 'trackKind' | 'mediaSec'>;

export interface CarrierPorts {
  readonly clock: Clock;
  readonly request: RequestResource;
  readonly scope: Scope;
  /** Called before it leaves. */
  readonly onRequest: (type: ResourceType, context: Context) => RequestLabels;
  readonly onData: () => void;
  readonly onResponse: (type: ResourceType, response: ResourceResponse) => void;
  /** Subtitles that did not come: playback goes on. */
  readonly onTextFailure: (cause: unknown) => void;
  /** Which segment Shaka will ask for first behind a stream's initialization segment; null: not known. */
  readonly firstSegment: (stream: shaka.extern.Stream) => SegmentReference | null;
}

/** A request that is out. */
interface Sent {
  readonly scope: Scope;
  readonly answer: Promise<ResourceResponse>;
}

interface SentAhead extends Sent {
  readonly url: string | undefined;
  readonly range: ByteRange | null;
}

/** Fetches with Kinora's network what Shaka asks for. */
export class Carrier {
  readonly #shaka: Shaka;
  readonly #ports: CarrierPorts;
  /** First segments that left with their initialization segment, by the kind of stream; null: one has been asked for. */
  readonly #ahead = new Map<string, SentAhead | null>();
  /** The manifest, where it left before Shaka has asked for it. */
  #early: { readonly url: string; readonly answer: Promise<ResourceResponse> } | null = null;

  constructor(shaka: Shaka, ports: CarrierPorts) {
    this.#shaka = shaka;
    this.#ports = ports;
  }

  /** The manifest's request leaves now; it answers Shaka's first one. */
  fetchManifest(url: string): Promise<ResourceResponse> {
    const answer = this.#send({ type: 'manifest', urls: [url], signal: this.#ports.scope.signal }, undefined);
    answer.catch(() => undefined); // Shaka asks for it, and meets the error
    this.#early = { url, answer };
    return answer;
  }

  readonly carry: Carry = (request, vendorType, context) => {
    const type = toResourceType(this.#shaka, request.method, vendorType, context);
    if (type === null) return null;
    const { scope, answer } =
      this.#takeAhead(request, type, context) ?? this.#dispatch(request, type, context);
    if (type === 'init') this.#sendAhead(context?.stream);
    const carried = answer.then(
      (response) => toVendorResponse(request, response),
      (error: unknown) => {
        throw this.#toVendorError(scope.signal, error);
      },
    );
    const dispose = (): void => giveUp(scope);
    return new this.#shaka.util.AbortableOperation(carried.finally(dispose), () => {
      dispose();
      return Promise.resolve();
    });
  };

  #dispatch(request: Request, type: ResourceType, context: Context): Sent {
    const scope = this.#ports.scope.child();
    return { scope, answer: this.#fetch(request, type, context, scope.signal) };
  }

  /** Shaka would ask for the first segment a round trip later, when the initialization segment is here. */
  #sendAhead(stream: shaka.extern.Stream | undefined): void {
    if (stream?.type !== 'video' && stream?.type !== 'audio') return; // subtitles may begin at any time
    const before = this.#ahead.get(stream.type);
    if (before === null) return;
    if (before) giveUp(before.scope); // it has changed its mind
    const segment = this.#ports.firstSegment(stream);
    if (!segment) return;
    const scope = this.#ports.scope.child();
    const urls = segment.getUris();
    const range = rangeOf(segment);
    const answer = this.#send({ type: 'segment', urls, range, signal: scope.signal }, { stream, segment });
    answer.catch(() => undefined); // Shaka asks for it, and meets the error
    this.#ahead.set(stream.type, { scope, answer, url: urls[0], range });
  }

  /** What is out already, if it is what Shaka asks for. */
  #takeAhead(request: Request, type: ResourceType, context: Context): Sent | null {
    const kind = type === 'segment' ? context?.stream?.type : undefined;
    if (kind === undefined) return null;
    const ahead = this.#ahead.get(kind);
    this.#ahead.set(kind, null);
    if (!ahead || isFor(request, ahead)) return ahead ?? null;
    giveUp(ahead.scope);
    return null;
  }

  #fetch(
    { uris: urls, headers, streamDataCallback }: Request,
    type: ResourceType,
    context: Context,
    signal: AbortSignal,
  ): Promise<ResourceResponse> {
    const early = this.#early;
    if (early && type === 'manifest' && early.url === urls[0]) {
      this.#early = null;
      return early.answer;
    }
    const range = readRangeHeader(headers['Range']);
    return this.#send({ type, urls, range, signal }, context, streamDataCallback);
  }

  async #send(
    resource: ResourceRequest,
    context: Context,
    take: Request['streamDataCallback'] = null,
  ): Promise<ResourceResponse> {
    const { request, onRequest, onResponse, onTextFailure } = this.#ports;
    const { type } = resource;
    const labelled = { ...resource, ...onRequest(type, context) };
    const answer = type === 'segment' ? this.#sendForPieces(labelled, take) : request(labelled);
    if (labelled.trackKind === 'text') answer.catch(onTextFailure);
    const response = await answer;
    onResponse(type, response);
    return response;
  }

  /** As it arrives it is told, and handed on where Shaka appends it piece by piece (low latency). */
  async #sendForPieces(
    resource: ResourceRequest,
    take: Request['streamDataCallback'],
  ): Promise<ResourceResponse> {
    const { clock, onData: onPiece, request } = this.#ports;
    const meter = take && new ChunkMeter(clock.nowMs());
    const pieces: Uint8Array[] = [];
    let isTaken: Promise<unknown> = Promise.resolve();
    const onData = (bytes: Uint8Array): void => {
      pieces.push(bytes);
      onPiece();
      meter?.note(clock.nowMs(), bytes);
      if (!take) return;
      isTaken = isTaken.then(() => take(bytes));
      isTaken.catch(() => undefined); // met below, unless the request fails before
    };
    const busy = () => meter && meter.busy(resource.mediaSec ?? 0);
    const response = await request({ ...resource, onData, busy });
    await isTaken;
    return { ...response, bytes: concatenate(pieces) };
  }

  /** A critical one is not tried again: Kinora's network has done so. */
  #toVendorError(signal: AbortSignal, cause: unknown): shaka.util.Error {
    const { Error: VendorError } = this.#shaka.util;
    const { Severity, Category, Code } = VendorError;
    if (signal.aborted && !isPlayerError(cause))
      return new VendorError(Severity.CRITICAL, Category.PLAYER, Code.OPERATION_ABORTED);
    return new VendorError(Severity.CRITICAL, Category.NETWORK, Code.HTTP_ERROR, cause);
  }
}

function giveUp(scope: Scope): void {
  scope.dispose(new DOMException('Shaka Player has given the request up.', 'AbortError'));
}

/** Whether what is out is what is asked for; not where it is taken piece by piece, as it comes. */
function isFor({ uris, headers, streamDataCallback }: Request, { url, range }: SentAhead): boolean {
  const asked = readRangeHeader(headers['Range']);
  const isSameRange = asked?.start === range?.start && asked?.end === range?.end;
  return uris[0] === url && isSameRange && !streamDataCallback;
}

/** As Shaka asks for it. */
function rangeOf(segment: SegmentReference): ByteRange | null {
  const [start, end] = [segment.getStartByte(), segment.getEndByte()];
  return start === 0 && end === null ? null : { start, end };
}

/** Null: a licence, a clock, a question about a type, or what else is not media. */
export function toResourceType(
  { net: { NetworkingEngine } }: Pick<Shaka, 'net'>,
  method: string,
  type: RequestType,
  context: Context,
): ResourceType | null {
  const { RequestType, AdvancedRequestType } = NetworkingEngine;
  if (method !== 'GET') return null;
  switch (type) {
    case RequestType.MANIFEST:
      return context?.type === AdvancedRequestType.MEDIA_PLAYLIST ? 'playlist' : 'manifest';
    case RequestType.KEY:
      return 'key';
    case RequestType.SEGMENT:
      if (context?.segment) return 'segment';
      return context?.type === AdvancedRequestType.INIT_SEGMENT ? 'init' : 'index';
    default:
      return null;
  }
}

function toVendorResponse(
  request: Request,
  { url, bytes, contentType, sample }: ResourceResponse,
): shaka.extern.Response {
  return {
    uri: url,
    originalUri: request.uris[0] ?? url,
    data: bytes,
    status: sample.status,
    headers: contentType === null ? {} : { 'content-type': contentType },
    timeMs: sample.endMs - sample.startMs,
    fromCache: sample.isCached,
    originalRequest: request,
  };
}
