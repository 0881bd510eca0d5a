import { readNumber } from './mpd-values.ts';
import { findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Alternatives multiply level by level; more than these serve no failover. */
const MAX_ALTERNATIVES = 8;

/** The absolute URL; a reference that cannot be resolved stays as it is and fails where it is requested. */
function resolveUrl(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

/** `reference` against each base, without doubles, best first. */
export function resolveUrls(reference: string, bases: readonly string[]): readonly string[] {
  return [...new Set(bases.map((base) => resolveUrl(reference, base)))];
}

/**
 * The bases below `element`: its BaseURLs (by `dvb:priority`, then as listed) against those of its parent. The same
 * array where it has none.
 * @see ISO/IEC 23009-1 §5.6, ETSI TS 103 285 §10.8.2.1
 */
export function resolveBaseUrls(element: XmlElement, parents: readonly string[]): readonly string[] {
  const own = findChildren(element, 'BaseURL');
  if (own.length === 0) return parents;
  const priority = (base: XmlElement): number => readNumber(base.attributes['priority'], 1);
  const best = [...own].sort((a, b) => priority(a) - priority(b)).slice(0, MAX_ALTERNATIVES);
  const urls = parents.flatMap((parent) => best.map((base) => resolveUrl(base.text.trim(), parent)));
  return [...new Set(urls)].slice(0, MAX_ALTERNATIVES);
}
