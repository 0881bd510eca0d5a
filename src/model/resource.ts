import type { ByteRange } from './segment.ts';
import type { TrackKind } from './track.ts';
import type { ResourceType, TransferSample } from './transfer-sample.ts';

export interface ResourceRequest {
  readonly type: ResourceType;
  /** Alternatives, best first; retries go round them. */
  readonly urls: readonly string[];
  readonly range?: ByteRange | null;
  /** What is posted; default: nothing, the resource is got. */
  readonly post?: {
    readonly body: Uint8Array<ArrayBuffer>;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly signal: AbortSignal;
  /** For samples and logs. */
  readonly trackKind?: TrackKind;
  readonly renditionId?: string;
  /** Seconds of media that it holds. */
  readonly mediaSec?: number;
  /** What the manifest says that it takes. */
  readonly toldBytes?: number | null;
  /**
   * Progressive delivery: contiguous bytes as they arrive, each once, also across retries. The response's `bytes`
   * is then empty.
   */
  readonly onData?: (bytes: Uint8Array) => void;
  /** Asked for the sample of what came whole at the first attempt: see `TransferSample.busy`. */
  readonly busy?: () => TransferSample['busy'];
  /** Told the size of the whole, bytes, as soon as an answer tells it (and again by another attempt's). */
  readonly onSize?: (bytes: number) => void;
  /**
   * Bytes that nobody waits for may be gathered for about so long before they are delivered, milliseconds: a link
   * of a few Mbit/s brings a thousand pieces a second, and each costs the main thread. Default 0: none waits.
   */
  readonly gatherMs?: number;
  /** Past the browser's cache, where the platform can: what came before was no good. Default false. */
  readonly isFresh?: boolean;
}

export interface ResourceResponse {
  /** What answered, after redirects. */
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly sample: TransferSample;
}

/**
 * Fetches under the load policy of the request's type.
 * @throws PlayerError `network-*` after the last retry; the signal's reason when aborted.
 */
export type RequestResource = (request: ResourceRequest) => Promise<ResourceResponse>;
