import type { ErrorData, ErrorDetails } from 'hls.js';
import { PlayerError, stripUrl, type ErrorContexts } from '../../core/errors.ts';
import { networkErrorOf } from './network.ts';

/** What is known beside hls.js's own words. */
export interface ErrorFacts {
  /** The manifest. */
  readonly url: string;
  /** CODECS of the manifest's variants. */
  readonly codecs: readonly string[];
  /** Key systems that a licence server is set up for. */
  readonly keySystems: readonly string[];
  readonly positionSec: number;
  readonly goalSec: number;
}

type Translate = (data: ErrorData, facts: ErrorFacts) => PlayerError;

/** Everything that hls.js may report; one that an upgrade adds breaks the build here. */
const TRANSLATIONS = {
  keySystemNoKeys: drmUnsupported,
  keySystemNoAccess: drmUnsupported,
  keySystemNoSession: drmFailed,
  keySystemNoConfiguredLicense: drmUnsupported,
  keySystemLicenseRequestFailed: drmFailed,
  keySystemServerCertificateRequestFailed: drmFailed,
  keySystemServerCertificateUpdateFailed: drmFailed,
  keySystemSessionUpdateFailed: drmFailed,
  keySystemStatusOutputRestricted: drmFailed,
  keySystemStatusInternalError: drmFailed,
  keySystemDestroyMediaKeysError: drmFailed,
  keySystemDestroyCloseSessionError: drmFailed,
  keySystemDestroyRemoveSessionError: drmFailed,
  manifestLoadError: requestFailed('manifest'),
  manifestLoadTimeOut: requestFailed('manifest'),
  manifestParsingError: manifestMalformed,
  manifestIncompatibleCodecsError: codecUnsupported,
  levelEmptyError: manifestEmpty,
  playlistUnchangedError: manifestMalformed,
  levelLoadError: requestFailed('playlist'),
  levelLoadTimeOut: requestFailed('playlist'),
  levelParsingError: manifestMalformed,
  levelSwitchError: engineFailed,
  audioTrackLoadError: requestFailed('playlist'),
  audioTrackLoadTimeOut: requestFailed('playlist'),
  subtitleTrackLoadError: requestFailed('playlist'),
  subtitleTrackLoadTimeOut: requestFailed('playlist'),
  fragLoadError: requestFailed('segment'),
  fragLoadTimeOut: requestFailed('segment'),
  fragDecryptError: decryptFailed,
  fragParsingError: segmentInvalid,
  fragGap: segmentInvalid,
  remuxAllocError: engineFailed,
  keyLoadError: keyFailed,
  keyLoadTimeOut: keyFailed,
  bufferAddCodecError: codecUnsupported,
  bufferIncompatibleCodecsError: codecUnsupported,
  bufferAppendError: appendFailed,
  bufferAppendingError: appendFailed,
  bufferAppendNoProgress: appendFailed,
  bufferStalledError: decodeFailed,
  bufferFullError: bufferFull,
  bufferSeekOverHole: decodeFailed,
  bufferNudgeOnStall: decodeFailed,
  assetListLoadError: requestFailed('playlist'),
  assetListLoadTimeout: requestFailed('playlist'),
  assetListParsingError: manifestMalformed,
  interstitialAssetItemError: engineFailed,
  internalException: engineFailed,
  aborted: engineFailed,
  attachMediaError: engineFailed,
  mediaSourceRequiresReset: decodeFailed,
  unknown: engineFailed,
} as const satisfies Record<`${ErrorDetails}`, Translate>;

/** What hls.js reports, as Kinora's error; one of Kinora's network comes back unchanged. */
export function translateError(data: ErrorData, facts: ErrorFacts): PlayerError {
  const translate = Object.hasOwn(TRANSLATIONS, data.details) ? TRANSLATIONS[data.details] : engineFailed;
  return networkErrorOf(data.response) ?? translate(data, facts);
}

/** The URL that a fault is about: of the fragment, the playlist, or the manifest. */
function urlOf({ frag, url, context }: ErrorData, facts: ErrorFacts): string {
  return stripUrl(frag?.url ?? url ?? context?.url ?? facts.url);
}

/** hls.js's words, URLs in them stripped. */
function wordsOf({ reason, error }: ErrorData): string {
  return (reason ?? error.message).replace(/[?#]\S+/g, '');
}

function requestFailed(requestType: string): Translate {
  return (data, facts) => {
    const url = urlOf(data, facts);
    const message = `The ${requestType} request to ${url} failed: ${wordsOf(data)}. Check the network and the server.`;
    return new PlayerError('network-failed', message, { url, requestType, attempts: 1 }, causedBy(data));
  };
}

function manifestMalformed(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const detail = wordsOf(data);
  const message = `Reading ${url}: ${detail}. Validate the playlist.`;
  return new PlayerError('manifest-malformed', message, { url, detail }, causedBy(data));
}

function manifestEmpty(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const detail = wordsOf(data);
  const message = `Reading ${url}: it lists no segment (${detail}). Check what the packager wrote.`;
  return new PlayerError('manifest-empty', message, { url, detail }, causedBy(data));
}

function codecUnsupported(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const codecs = data.mimeType === undefined ? facts.codecs : [data.mimeType];
  const message = `Playing ${url}: this browser decodes none of ${codecs.join(', ') || 'its codecs'}. Offer H.264 with AAC.`;
  return new PlayerError('codec-unsupported', message, { url, codecs }, causedBy(data));
}

function drmUnsupported(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const { keySystems: systems } = facts;
  const tried =
    systems.length > 0 ? `${systems.join(', ')} cannot be used here` : 'no licence server is set up';
  const message = `Playing ${url}: the media is encrypted, and ${tried} (${wordsOf(data)}). Set config.drm.servers.`;
  return new PlayerError('drm-unsupported', message, { url, systems }, causedBy(data));
}

function drmFailed(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const detail = `${data.details}: ${wordsOf(data)}`;
  const message = `Playing ${url}: ${detail}. Check the licence server and the keys.`;
  return new PlayerError('drm-failed', message, { url, detail }, causedBy(data));
}

/** A key that is not an identity key comes from a licence server, and hls.js asks none unless told to. */
function keyFailed(data: ErrorData, facts: ErrorFacts): PlayerError {
  const format = data.frag?.decryptdata?.keyFormat ?? 'identity';
  return format === 'identity' ? decryptFailed(data, facts) : drmUnsupported(data, facts);
}

function decryptFailed(data: ErrorData, facts: ErrorFacts): PlayerError {
  const url = urlOf(data, facts);
  const keyUrl = stripUrl(data.frag?.decryptdata?.uri ?? '');
  const message = `Decrypting ${url} with the key ${keyUrl} failed: ${wordsOf(data)}. Check the key and the IV.`;
  return new PlayerError('decrypt-failed', message, { url, keyUrl }, causedBy(data));
}

function segmentInvalid(data: ErrorData, facts: ErrorFacts): PlayerError {
  return aboutMedia('segment-invalid', 'Reading', 'Check what the packager wrote', data, facts);
}

function appendFailed(data: ErrorData, facts: ErrorFacts): PlayerError {
  return aboutMedia('append-failed', 'Buffering', 'Check that the media is what CODECS says', data, facts);
}

function aboutMedia(
  code: 'segment-invalid' | 'append-failed',
  attempted: string,
  advice: string,
  data: ErrorData,
  facts: ErrorFacts,
): PlayerError {
  const url = urlOf(data, facts);
  const detail = wordsOf(data);
  return new PlayerError(code, `${attempted} ${url}: ${detail}. ${advice}.`, { url, detail }, causedBy(data));
}

function decodeFailed(data: ErrorData, { positionSec }: ErrorFacts): PlayerError {
  const detail = wordsOf(data);
  const message = `Decoding at ${positionSec.toFixed(1)} s: ${detail}. Try another rendition, or reload.`;
  return new PlayerError('decode-failed', message, { positionSec, detail }, causedBy(data));
}

function bufferFull(data: ErrorData, { goalSec }: ErrorFacts): PlayerError {
  const kind = data.sourceBufferName ?? data.parent ?? 'media';
  const message = `Buffering ${kind}: the browser's buffer is full at a goal of ${goalSec} s. Offer lower bitrates.`;
  return new PlayerError('buffer-full', message, { goalSec, kind }, causedBy(data));
}

function engineFailed(data: ErrorData, facts: ErrorFacts): PlayerError {
  const context: ErrorContexts['engine-failed'] = {
    engine: 'hlsjs',
    vendorCode: data.details,
    detail: wordsOf(data),
  };
  const message = `Playing ${urlOf(data, facts)} with hls.js: ${data.details}, ${context.detail}. Try another engine.`;
  return new PlayerError('engine-failed', message, context, causedBy(data));
}

function causedBy({ error }: ErrorData): { readonly cause: unknown } {
  return { cause: error };
}
