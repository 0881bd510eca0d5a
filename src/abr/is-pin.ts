import { findKnown } from '../core/find-known.ts';
import type { Quality } from '../model/quality.ts';

/**
 * Whether a quality asks for one rendition and no other. While none is `known`, any may come.
 * @throws PlayerError `rendition-unknown` where it asks for none of those known
 */
export function isPin(quality: Quality, known: readonly { readonly id: string }[]): boolean {
  if (typeof quality !== 'string' || quality === 'auto') return false;
  if (known.length > 0) findKnown('rendition', quality, known);
  return true;
}
