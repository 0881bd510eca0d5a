import type { ContentProtection } from '../../model/content-protection.ts';
import { readUri } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import type { PlaylistScope } from './playlist-scope.ts';
import { findSampleScheme, readKeyFormat } from './segment-keys.ts';

/** Bytes of a base64 data URL; null where it is none. */
function readDataUrl(url: string): Uint8Array | null {
  const base64 = /^data:[^,]*;base64,([a-z0-9+/]*)={0,2}$/i.exec(url)?.[1];
  // One character over a multiple of four cannot be decoded.
  if (base64 === undefined || base64.length % 4 === 1) return null;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** See `KeyReader.listSessionProtection`. */
export function listSessionProtection(
  scope: PlaylistScope,
  sessionKeys: readonly Attributes[],
): readonly ContentProtection[] {
  return sessionKeys.flatMap((attributes) => {
    const encryptionScheme = findSampleScheme(attributes['METHOD'] ?? '');
    if (encryptionScheme === undefined) return [];
    const url = readUri(scope, attributes);
    const initData = readDataUrl(url ?? '');
    const keyId = /^0x([0-9a-f]{32})$/i.exec(attributes['KEYID'] ?? '')?.[1]?.toLowerCase() ?? null;
    const licenceUrl = url?.startsWith('data:') ? null : url;
    return {
      schemeIdUri: readKeyFormat(attributes),
      value: null,
      encryptionScheme,
      keyId,
      initData,
      licenceUrl,
    };
  });
}
