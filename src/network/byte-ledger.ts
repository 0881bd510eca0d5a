import type { ByteRange } from '../model/segment.ts';

/** What the head of an answer says of its body. */
export interface BodyClaim {
  readonly isPartial: boolean;
  readonly contentRange: string | null;
  /** Infinity where unknown or not to be trusted (content encoding). */
  readonly contentLength: number;
}

/** Keeps count of which bytes of a resource have been delivered, over any number of broken answers. */
export interface ByteLedger {
  /** The Range header that asks for what is missing; null: ask for the whole resource. */
  rangeHeader(): string | null;
  /** Starts a body. Returns what is wrong with it; null: nothing. */
  begin(claim: BodyClaim): string | null;
  /** The part of a chunk that is to be delivered; possibly empty. */
  take(chunk: Uint8Array): Uint8Array;
  isComplete(): boolean;
  /** Of all that was asked for; Infinity where it is not known. */
  sizeBytes(): number;
  /** Whether everything has come and the answer nevertheless goes on (a 200 to a range request): stop it. */
  canStop(): boolean;
  /** Whether a body that has ended left bytes owing. Where no length is known, what came is all. */
  isShort(): boolean;
  /**
   * Whether a 416 means that all there is has come: it was sent a range behind delivered bytes, so the resource ends
   * where they do. (A range may reach beyond the end of its resource.)
   */
  isExhaustedBy(contentRange: string | null): boolean;
}

/**
 * Makes the ledger of one request: each asked byte is taken once and in order. Positions are offsets in the whole
 * resource; ends are exclusive, and Infinity where unknown.
 * @see RFC 9110 §14
 */
export function createByteLedger(range: ByteRange | null): ByteLedger {
  const startByte = range?.start ?? 0;
  const askedEnd = range?.end == null ? Infinity : range.end + 1;
  /** Next byte to be delivered. */
  let position = startByte;
  /** Behind the last byte to be delivered, as far as known. */
  let end = askedEnd;
  let totalBytes = Infinity;
  /** Bytes of the present body that lie before the position. */
  let skipBytes = 0;
  let isOverlong = false;
  const isComplete = (): boolean => position >= end;

  return {
    isComplete,
    sizeBytes: () => end - startByte,
    canStop: () => isOverlong && isComplete(),
    isShort: () => skipBytes > 0 || (end < Infinity && !isComplete()),
    rangeHeader() {
      if (position === 0 && askedEnd === Infinity) return null;
      return `bytes=${position}-${askedEnd === Infinity ? '' : askedEnd - 1}`;
    },
    begin(claim) {
      const [bodyStart, total] = locate(claim, position, askedEnd);
      if (bodyStart > position) return `it starts at byte ${bodyStart} instead of ${position}`;
      if (position > startByte && Math.max(total, totalBytes) < Infinity && total !== totalBytes)
        return `the resource changed from ${totalBytes} to ${total} bytes`;
      if (total < position || (total === startByte && total > 0))
        return `the resource ends at byte ${total}, before byte ${position}`;
      totalBytes = total;
      end = Math.min(askedEnd, total);
      skipBytes = position - bodyStart;
      isOverlong = !claim.isPartial && askedEnd < total;
      return null;
    },
    take(chunk) {
      const from = Math.min(skipBytes, chunk.length);
      skipBytes -= from;
      // Longer than announced: that was the length of its compressed form, whose header was hidden.
      if (position + chunk.length - from > totalBytes) {
        totalBytes = Infinity;
        end = askedEnd;
      }
      const part = chunk.subarray(from, from + end - position);
      position += part.length;
      return part;
    },
    isExhaustedBy(contentRange) {
      const declared = /^bytes \*\/(\d+)/i.exec(contentRange ?? '');
      return position > startByte && (!declared || Number(declared[1]) === position);
    },
  };
}

/** Where a body starts in the resource, and how long the resource is. Cross-origin, Content-Range may be hidden. */
function locate(
  { isPartial, contentRange, contentLength }: BodyClaim,
  position: number,
  askedEnd: number,
): [bodyStart: number, totalBytes: number] {
  if (!isPartial) return [0, contentLength];
  const declared = /^bytes (\d+)-\d+\/(\d+|\*)/i.exec(contentRange ?? '');
  if (!declared) return [position, askedEnd < Infinity ? Infinity : position + contentLength];
  return [Number(declared[1]), Number(declared[2]) || Infinity]; // an asterisk: unknown
}
