/**
 * Every error code with the context it carries. The comment above a code is its row in `docs/errors.md`
 * (written by `npm run docs:errors`): what happened, then what to do. Codes are append-only.
 */
export interface ErrorContexts {
  /** An option given to the player is out of range or of the wrong form. Mend the option that `option` names. */
  'config-invalid': { option: string; expected: string };
  /** The player was destroyed. Create a new one with `createPlayer`. */
  'player-destroyed': { attempted: string };
  /** No track has this id. Take ids from `player.tracks`. */
  'track-unknown': { id: string };
  /** No rendition has this id. Take ids from `player.renditions`. */
  'rendition-unknown': { id: string };
  /** The source is not a URL, or its type is none that an engine plays. Give the URL of a DASH MPD or an HLS playlist. */
  'source-unsupported': { url: string; detected: string };
  /** The browser has no Media Source Extensions. Use a browser that has them. */
  'mse-missing': { url: string };
  /** The server answered with an error status, after all retries. Check the URL and the server. */
  'network-status': { url: string; requestType: string; status: number; attempts: number };
  /** The server sent no first byte, or stopped sending, for too long, after all retries. Check the network. */
  'network-timeout': {
    url: string;
    requestType: string;
    waitedFor: string;
    timeoutMs: number;
    attempts: number;
  };
  /** The connection failed (DNS, TLS, CORS, offline, or cut off), after all retries. Check CORS headers and the network. */
  'network-failed': { url: string; requestType: string; attempts: number };
  /** The manifest or playlist breaks its grammar. Validate it at the place that `detail` names; `isForeign`: it is neither DASH nor HLS at all. */
  'manifest-malformed': { url: string; detail: string; isForeign?: true };
  /** The manifest uses a feature that no engine here plays. `feature` names it. */
  'manifest-unsupported': { url: string; feature: string };
  /** The manifest lists nothing that could be played. */
  'manifest-empty': { url: string; detail: string };
  /** The browser can decode none of the codecs offered. Offer one it can, for example H.264 with AAC. */
  'codec-unsupported': { url: string; codecs: readonly string[] };
  /** The media is encrypted, and no licence exchange is set up for it, or none that this browser has the key system for. `namesServer`: the manifest says whom to ask. */
  'drm-unsupported': { url: string; systems: readonly string[]; namesServer?: true };
  /** The licence exchange or the browser's decryption failed. `detail` holds its words; check the licence server and the keys. */
  'drm-failed': { url: string; detail: string };
  /** A segment could not be decrypted: its key is missing or wrong. Check the key URL and IV in the playlist. */
  'decrypt-failed': { url: string; keyUrl: string };
  /** A segment is not the media that its manifest promised (wrong container, cut off, or garbage). */
  'segment-invalid': { url: string; detail: string };
  /** The browser refused to buffer a segment. `detail` holds its words. */
  'append-failed': { url: string; detail: string };
  /** The decoder failed, again after one rebuild at the same position. `detail` holds the browser's words. */
  'decode-failed': { positionSec: number; detail: string };
  /** The buffer stays full even with a goal of one segment. Offer renditions of a lower bitrate. */
  'buffer-full': { goalSec: number; kind: string };
  /** An engine met a fault that no other code tells. `detail` holds its words, `vendorCode` its own code. */
  'engine-failed': { engine: string; vendorCode: string; detail: string };
  /** A fault inside the player itself. Report it with its `cause`. */
  internal: { detail: string };
}

export type ErrorCode = keyof ErrorContexts;

/** Codes that a later, identical attempt may well not meet again. */
const RETRYABLE: readonly ErrorCode[] = [
  'network-status',
  'network-timeout',
  'network-failed',
  'decode-failed',
];

export interface PlayerErrorOptions {
  readonly cause?: unknown;
  /** Overrides what the code implies: a 404 is not retryable though other statuses are. */
  readonly isRetryable?: boolean;
  /** True for a business refusal (entitlement, region, concurrency), as against a technical fault. Default false. */
  readonly isBusiness?: boolean;
}

/**
 * The only error that Kinora's public calls reject with and its `error` event carries. Cancellation is not one:
 * an aborted call rejects with its signal's reason.
 */
export class PlayerError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'PlayerError';
  readonly code: C;
  readonly context: Readonly<ErrorContexts[C]>;
  override readonly cause: unknown;
  /** Whether trying the same again later makes sense. */
  readonly retryable: boolean;
  /** Whether the service refused for a business reason, as against a technical fault. */
  readonly business: boolean;

  constructor(code: C, message: string, context: ErrorContexts[C], options: PlayerErrorOptions = {}) {
    super(message);
    this.code = code;
    this.context = context;
    this.cause = options.cause;
    this.retryable = options.isRetryable ?? RETRYABLE.includes(code);
    this.business = options.isBusiness ?? false;
  }
}

/** Narrows anything caught to a PlayerError, of one code where given. */
export function isPlayerError<C extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: C,
): value is PlayerError<C> {
  return value instanceof PlayerError && (code === undefined || value.code === code);
}

/** What was thrown, if it is a PlayerError; else a fault of the player itself, which `ended` something. */
export function asPlayerError(cause: unknown, ended: string): PlayerError {
  if (isPlayerError(cause)) return cause;
  const detail = describeCause(cause);
  return new PlayerError(
    'internal',
    `A fault inside the player ended ${ended}: ${detail}`,
    { detail },
    { cause },
  );
}

/** The words of anything thrown, for a message or a context. URLs in them (fetch quotes its own) are stripped. */
export function describeCause(cause: unknown): string {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return words.replace(/[?#]\S+/g, '').replace(/\/\/[^/\s]*@/g, '//');
}

/** A URL without query, fragment or credentials: the only form in which one may stand in a message or a log. */
export function stripUrl(url: string): string {
  if (/^data:/i.test(url)) return url.replace(/[;,].*$/s, ''); // all the rest is content, or a key
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
}
