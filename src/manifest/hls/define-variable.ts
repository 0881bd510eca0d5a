import { readAttributes } from './attributes.ts';
import { malformed, resolveUri } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/**
 * Takes in an EXT-X-DEFINE tag: NAME with VALUE, IMPORT from the multivariant playlist, or QUERYPARAM of the
 * playlist's own URL.
 *
 * @throws PlayerError `manifest-malformed` where the variable has no value or is defined twice
 * @see RFC 8216bis §4.4.2.3
 */
export function defineVariable(scope: PlaylistScope, list: string): void {
  const { NAME, VALUE, IMPORT, QUERYPARAM } = readAttributes(scope, list);
  const name = NAME ?? IMPORT ?? QUERYPARAM ?? '';
  let value: string | null | undefined = VALUE;
  if (IMPORT !== undefined) value = scope.importable.get(name);
  if (QUERYPARAM !== undefined) value = new URL(resolveUri(scope, '')).searchParams.get(name);
  if (name === '' || value == null)
    throw malformed(scope, `EXT-X-DEFINE finds no value for variable "${name}"`);
  if (scope.variables.has(name)) throw malformed(scope, `variable "${name}" is defined twice`);
  scope.variables.set(name, value);
}
