import type { MediaEvent } from '../../../model/media-event.ts';
import type { Rendition } from '../../../model/rendition.ts';
import type { Segment } from '../../../model/segment.ts';
import type { BufferSink, SinkKind } from '../buffer-sink.ts';
import type { SinkTypes } from '../media-host.ts';
import type { TimelineMap } from '../timeline-map.ts';

/** Where one segment's bytes go on their way to the SourceBuffer. */
export interface SegmentWriter {
  /** Takes bytes as they arrive. @throws PlayerError `segment-invalid` */
  push(bytes: Uint8Array): void;
  /** No more bytes come; resolves when all of them are in the browser's buffer. */
  finish(): Promise<void>;
}

/** What a writer is told about its segment, and what it may do. */
export interface WriteJob {
  readonly segment: Segment;
  readonly rendition: Rendition;
  /** The segment's init segment; null: the segment initialises itself. */
  readonly init: Promise<Uint8Array> | null;
  /** Types of the sinks to be fed; null: probe the media. */
  readonly types: SinkTypes | null;
  readonly timelines: TimelineMap;
  /** The stream's kind: which sink gets what is not told apart. */
  readonly kind: SinkKind;
  readonly signal: AbortSignal;
  /** How much may be gathered before it is appended (none if negative): each append costs the main thread time. */
  readonly gatherBytes: number;
  /** Makes the sinks ready for these types: declares them, or changes the type of those that run. */
  prepare(types: SinkTypes): void;
  sink(kind: SinkKind): BufferSink;
  /** False where this kind comes from another stream (audio of a muxed rendition beside an audio track). */
  isWanted(kind: SinkKind): boolean;
  /** Media has reached the browser's buffer: once a piece. */
  readonly onAppended: () => void;
  readonly onMediaEvents: (events: readonly MediaEvent[]) => void;
  /** Something went wrong that the segment can do without. */
  readonly onWarning: (error: unknown) => void;
}

/** Append windows start this early: timestamps that are a hair too small would cost a key frame and so a whole GOP. */
const WINDOW_START_SLACK_SEC = 0.1;
/** And end this late, for rounding only. */
const WINDOW_END_SLACK_SEC = 0.01;

/** Puts the timeline's offset and append window in force on a sink. */
export function configureSink(sink: BufferSink, job: WriteJob, offsetSec: number): Promise<void> {
  const { windowStartSec, windowEndSec } = job.segment.timeline;
  return sink.configure({
    offsetSec,
    windowStartSec: Math.max(0, windowStartSec - WINDOW_START_SLACK_SEC),
    windowEndSec: windowEndSec + WINDOW_END_SLACK_SEC,
  });
}
