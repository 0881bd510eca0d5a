import type { ContentProtection } from '../../model/content-protection.ts';
import { readUri } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/** KEYFORMAT of keys that come as 16 or 32 bytes from their URI; its default. */
export const IDENTITY = 'identity';

/** The common encryption scheme of a METHOD that encrypts samples; undefined for others. */
export function findSampleScheme(method: string): string | undefined {
  // The CENC name was in use before the CTR one was settled.
  const match = /^SAMPLE-AES(-CTR|-CENC)?$/i.exec(method);
  if (!match) return undefined;
  return match[1] ? 'cenc' : 'cbcs';
}

/** KEYFORMAT of an EXT-X-KEY or EXT-X-SESSION-KEY, lower case. */
export function readKeyFormat(attributes: Attributes): string {
  return (attributes['KEYFORMAT'] ?? IDENTITY).toLowerCase();
}

/** What an EXT-X-KEY or EXT-X-SESSION-KEY says to a DRM. */
export function readKeyProtection(scope: PlaylistScope, attributes: Attributes): ContentProtection {
  const url = readUri(scope, attributes);
  return {
    schemeIdUri: readKeyFormat(attributes),
    value: null,
    encryptionScheme: findSampleScheme(attributes['METHOD'] ?? '') ?? null,
    keyId: /^0x([0-9a-f]{32})$/i.exec(attributes['KEYID'] ?? '')?.[1]?.toLowerCase() ?? null,
    initData: readDataUrl(url ?? ''),
    licenceUrl: url?.startsWith('data:') ? null : url,
  };
}

/** Bytes of a base64 data URL; null where it is none. */
function readDataUrl(url: string): Uint8Array | null {
  const base64 = /^data:[^,]*;base64,([a-z0-9+/]*)={0,2}$/i.exec(url)?.[1];
  // One character over a multiple of four cannot be decoded.
  if (base64 === undefined || base64.length % 4 === 1) return null;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
