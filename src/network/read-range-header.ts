import type { ByteRange } from '../model/segment.ts';

/** The range that a request's `Range` header asks for; null where it asks for none, or for several. @see RFC 9110 §14.2 */
export function readRangeHeader(header = ''): ByteRange | null {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header);
  return match ? { start: Number(match[1]), end: match[2] ? Number(match[2]) : null } : null;
}
