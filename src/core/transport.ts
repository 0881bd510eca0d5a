export interface TransportHead {
  /** The URL that answered, after redirects. */
  readonly url: string;
  readonly status: number;
  /** A header's value, or null; names are case-insensitive. */
  header(name: string): string | null;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly withCredentials: boolean;
  readonly signal: AbortSignal;
  /** Bytes may be gathered for about so long before they are delivered, milliseconds. Default 0: none waits. */
  readonly gatherMs?: number | undefined;
  /** Not from the browser's cache: what that holds is no good. Where the platform cannot tell it so, this counts for nothing. */
  readonly isFresh?: boolean | undefined;
  /** Called once, when the status and headers are known. */
  onHead(head: TransportHead): void;
  /** Called with the body's bytes as they arrive; once with all of them where the platform cannot stream. */
  onData(bytes: Uint8Array): void;
}

/**
 * Port to the platform's HTTP client. Resolves when the body has ended, whatever the status; rejects when the
 * connection fails or breaks off, or with the signal's reason when it aborts.
 */
export interface Transport {
  (request: TransportRequest): Promise<void>;
  /** Gets ready to bring what can wait (`gatherMs`) at less cost: begun when nothing is in a hurry any more. */
  prepare?(): void;
  /** Lets go of what is kept from one request to the next; those under way must be aborted in the same task. */
  release?(): void;
}
