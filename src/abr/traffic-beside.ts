import type { TransferSample } from '../model/transfer-sample.ts';

/**
 * What other transfers took of the link while those of the samples ran: as samples of exactly that time, so that
 * together they show the link and not a share of it. Other time shows nothing here: nobody asked the link for all then.
 */
export function trafficBeside(
  samples: readonly TransferSample[],
  others: readonly TransferSample[],
): readonly TransferSample[] {
  const spans = busySpans(samples);
  return others.filter(isFetchedSegment).flatMap((other) =>
    spans.flatMap((span) => {
      const startMs = Math.max(span.startMs, other.startMs);
      const endMs = Math.min(span.endMs, other.endMs);
      if (endMs <= startMs) return [];
      const bytes = (other.bytes * (endMs - startMs)) / (other.endMs - other.startMs);
      return [{ ...other, startMs, firstByteMs: startMs, endMs, bytes, mediaSec: null, busy: null }];
    }),
  );
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Where at least one ran, without overlaps. */
function busySpans(samples: readonly TransferSample[]): readonly Span[] {
  const spans: Span[] = [];
  const sorted = samples.filter(isFetchedSegment).sort((a, b) => a.startMs - b.startMs);
  for (const { startMs, endMs } of sorted) {
    const last = spans.at(-1);
    if (last && startMs <= last.endMs)
      spans[spans.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) };
    else spans.push({ startMs, endMs });
  }
  return spans;
}

function isFetchedSegment({ type, isCached }: TransferSample): boolean {
  return type === 'segment' && !isCached;
}
