import type { Clock } from '../../core/clock.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Track } from '../../model/track.ts';
import type { SinkKind } from './buffer-sink.ts';
import type { Plan } from './plan.ts';

/** What a stream asks of the title that it plays. */
export interface StreamTitle {
  /** For error messages. */
  readonly url: string;
  readonly periods: readonly { readonly startSec: number }[];
  /** Segments, by `planKey`, that the browser could not take: not tried again. */
  readonly badSegments: ReadonlySet<string>;
  /** Those about which decoding has failed: others are tried first. */
  readonly avoidedSegments: ReadonlySet<string>;
  /** Where media of a kind has turned out to end before the others', whatever its index says. */
  readonly endsSec: ReadonlyMap<SinkKind, number>;
  /** The load of a planned segment has failed. */
  noteFault(plan: Plan, error: unknown): void;
  /** Renditions that this browser has turned out not to decode. */
  readonly undecodable: Set<string>;
  readonly context: { readonly clock: Clock; emit(event: EngineEvent): void };
  periodAt(timeSec: number): number;
  getIndex(rendition: Rendition, kind: SinkKind): Promise<SegmentIndex>;
  trackAt(kind: SinkKind, periodIndex: number): Track | null;
}
