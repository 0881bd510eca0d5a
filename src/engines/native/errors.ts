import { describeCause, isPlayerError, PlayerError } from '../../core/errors.ts';

/**
 * The standard's four, and WebKit's MEDIA_ERR_ENCRYPTED (early Chromium's too, as on televisions).
 * @see https://html.spec.whatwg.org/multipage/media.html#error-codes
 */
type MediaErrorCode = 1 | 2 | 3 | 4 | 5;

/** What the element said of its failure, and where it stood. */
export interface ElementFault {
  /** Stripped. */
  readonly url: string;
  readonly code: number;
  readonly message: string;
  readonly positionSec: number;
  /** What a request of our own for the same URL met; null: it was not made, or met nothing. */
  readonly metBeside: PlayerError | null;
}

type ToError = (fault: ElementFault, words: string) => PlayerError | null;

/** Null: the fetch was cancelled at someone's wish, which is no error. */
const BY_CODE = {
  1: () => null,
  2: networkFailed,
  3: decodeFailed,
  4: notPlayable,
  5: encrypted,
} satisfies Record<MediaErrorCode, ToError>;

/** How the element's words begin where the server's answer is the fault: Firefox tells it. */
const STATUS_WORDS = /^(\d{3}):/;

/** Chromium: it opened the file, and decodes none of the codecs in it. */
const NO_CODEC_WORDS = /NO_SUPPORTED_STREAMS|codec/i;

/** The error that the element's `MediaError` stands for; null where it is a cancellation. */
export function toPlayerError(fault: ElementFault): PlayerError | null {
  const words = describeCause(fault.message) || 'no words';
  return isKnown(fault.code) ? BY_CODE[fault.code](fault, words) : unknownCode(fault, words);
}

function isKnown(code: number): code is MediaErrorCode {
  return code in BY_CODE;
}

function networkFailed({ url }: ElementFault, words: string): PlayerError {
  return new PlayerError(
    'network-failed',
    `The element could not go on fetching ${url}: ${words}. Check the network and the server.`,
    { url, requestType: 'media', attempts: 1 },
  );
}

function decodeFailed({ url, positionSec }: ElementFault, words: string): PlayerError {
  return new PlayerError(
    'decode-failed',
    `The element could not decode ${url} at ${positionSec.toFixed(3)} s: ${words}. Check the file for damage.`,
    { positionSec, detail: words },
  );
}

/** An address that answers nothing and a file that is no media look the same to the element: whoever asked beside it knows. */
function notPlayable({ url, metBeside }: ElementFault, words: string): PlayerError {
  if (isPlayerError(metBeside, 'network-status')) return refused(url, metBeside.context.status, metBeside);
  const [, status] = STATUS_WORDS.exec(words) ?? [];
  if (status !== undefined) return refused(url, Number(status));
  if (NO_CODEC_WORDS.test(words))
    return new PlayerError(
      'codec-unsupported',
      `The element decodes none of the codecs in ${url}: ${words}. Offer H.264 with AAC.`,
      { url, codecs: [] },
    );
  const beside = metBeside ? ` A request beside it met: ${metBeside.message}` : '';
  return new PlayerError(
    'source-unsupported',
    `The element could not open ${url}: ${words}. It is no media that this browser plays, or the server did not deliver it: open the URL to see which.${beside}`,
    { url, detected: words },
    { cause: metBeside ?? undefined },
  );
}

function refused(url: string, status: number, cause?: PlayerError): PlayerError {
  return new PlayerError(
    'network-status',
    `The element's request to ${url} failed: the server answered ${status}. Check the URL and the server.`,
    { url, requestType: 'media', status, attempts: 1 },
    { isRetryable: status >= 500, cause },
  );
}

/** Where the platform asks nobody for a key. */
function encrypted({ url }: ElementFault, words: string): PlayerError {
  return new PlayerError(
    'drm-unsupported',
    `The media of ${url} is encrypted, and the element has no key (${words}). Offer DASH or HLS, which other engines decrypt.`,
    { url, systems: [] },
  );
}

/** A code that no standard has yet. */
function unknownCode({ url, code }: ElementFault, words: string): PlayerError {
  return new PlayerError('engine-failed', `The element could not play ${url}: error ${code}, ${words}.`, {
    engine: 'native',
    vendorCode: String(code),
    detail: words,
  });
}
