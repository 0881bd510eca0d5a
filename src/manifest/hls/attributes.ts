import { malformed, resolveUri, substitute } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/** Attributes of a tag by upper-case name, unquoted, variables put in. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * Reads an attribute list. More is put up with than the grammar allows (white space, lower-case names, a quote that
 * is never closed), as players commonly do. Written as a scanner because patterns over hostile text go quadratic.
 *
 * @see RFC 8216bis §4.2
 */
export function readAttributes(scope: PlaylistScope, list: string): Attributes {
  const attributes: Record<string, string> = {};
  let at = 0;
  for (;;) {
    const equals = list.indexOf('=', at);
    if (equals < 0) return attributes;
    const before = list.slice(at, equals);
    const name = before.slice(before.lastIndexOf(',') + 1).trim();
    let start = equals + 1;
    while (list[start] === ' ' || list[start] === '\t') start++;
    const isQuoted = list[start] === '"';
    if (isQuoted) start++;
    const end = list.indexOf(isQuoted ? '"' : ',', start);
    const value = end < 0 ? list.slice(start) : list.slice(start, end);
    if (name !== '') attributes[name.toUpperCase()] = substitute(scope, isQuoted ? value : value.trim());
    if (end < 0) return attributes;
    const comma = list.indexOf(',', end);
    if (comma < 0) return attributes;
    at = comma + 1;
  }
}

/** The attribute that a tag cannot do without. @throws PlayerError `manifest-malformed` */
export function requireAttribute(scope: PlaylistScope, attributes: Attributes, name: string): string {
  const value = attributes[name];
  if (value === undefined || value === '') throw malformed(scope, `${name} is missing`);
  return value;
}

/** The URI attribute made absolute; null where there is none. */
export function readUri(scope: PlaylistScope, attributes: Attributes): string | null {
  const uri = attributes['URI'];
  return uri === undefined || uri === '' ? null : resolveUri(scope, uri);
}

export function isYes(value: string | undefined): boolean {
  return value?.toUpperCase() === 'YES';
}

/** A non-negative whole number at the start of the text, exact in a double; null where there is none. */
export function readInteger(text: string | undefined): number | null {
  const digits = /^\d+/.exec(text ?? '')?.[0];
  const value = Number(digits);
  return digits !== undefined && Number.isSafeInteger(value) ? value : null;
}

/** Larger seconds (30 years) are no media times; bounded, sums of them stay finite and exact to a microsecond. */
const MAX_SEC = 1e9;

/** A decimal number at the start of the text, for seconds and rates; null where there is none. */
export function readDecimal(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Math.abs(value) <= MAX_SEC ? value : null;
}
