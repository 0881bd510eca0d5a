import type { ContentProtection } from '../../model/content-protection.ts';
import type { Attributes } from './attributes.ts';
import { findSampleScheme, readKeyProtection } from './key-protection.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/** See `KeyReader.listSessionProtection`. */
export function listSessionProtection(
  scope: PlaylistScope,
  sessionKeys: readonly Attributes[],
): readonly ContentProtection[] {
  return sessionKeys
    .filter((attributes) => findSampleScheme(attributes['METHOD'] ?? '') !== undefined)
    .map((attributes) => readKeyProtection(scope, attributes));
}
