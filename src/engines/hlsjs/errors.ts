import type { ErrorData } from 'hls.js';
import { stripUrl, type PlayerError } from '../../core/errors.ts';
import { toEngineError, type FaultCode, type FaultScene } from '../../engine/vendor-fault.ts';
import { MEANINGS } from './error-codes.ts';
import { networkErrorOf } from './network.ts';

/** What hls.js reports, as Kinora's error; one of Kinora's network comes back unchanged. */
export function translateError(data: ErrorData, scene: FaultScene): PlayerError {
  const { details, reason, error, frag, mimeType, response } = data;
  const fault = {
    engine: 'hlsjs',
    vendorCode: details,
    words: `hls.js's ${details}: ${(reason ?? error.message).replace(/[?#]\S+/g, '')}`,
    url: urlOf(data),
    requestType: requestTypeOf(details),
    ...(mimeType !== undefined && { codecs: [mimeType] }),
    keyUrl: stripUrl(frag?.decryptdata?.uri ?? ''),
    kind: data.sourceBufferName ?? data.parent ?? 'media',
    cause: error,
  } as const;
  return networkErrorOf(response) ?? toEngineError(meaningOf(data), fault, scene);
}

/** Of the fragment, the playlist, or the manifest. */
function urlOf({ frag, url, context }: ErrorData): string | null {
  return frag?.url ?? url ?? context?.url ?? null;
}

function meaningOf({ details, frag }: ErrorData): FaultCode {
  if (!Object.hasOwn(MEANINGS, details)) return 'engine-failed';
  const isKey = details.startsWith('keyLoad');
  // A key that is not an identity key comes from a licence server, and hls.js asks none unless told to.
  const isLicence = isKey && (frag?.decryptdata?.keyFormat ?? 'identity') !== 'identity';
  return isLicence ? 'drm-unsupported' : MEANINGS[details];
}

function requestTypeOf(details: string): string {
  if (details.startsWith('manifest')) return 'manifest';
  return details.startsWith('frag') ? 'segment' : 'playlist';
}
