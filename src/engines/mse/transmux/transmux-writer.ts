import { Transmuxer } from 'mux.js/lib/mp4/transmuxer.js';
import { describeCause, type PlayerError } from '../../../core/errors.ts';
import type { SinkKind } from '../buffer-sink.ts';
import type { SinkTypes } from '../media-host.ts';
import { mimeType } from '../mime-types.ts';
import { readStartSec, readTracks } from '../mp4-timing.ts';
import { concatenate } from '../../../core/concatenate.ts';
import { segmentInvalid } from '../segment-invalid.ts';
import { readCodecs } from '../probe-codecs.ts';
import { placeOnTimeline } from '../transport-clock.ts';
import { configureSink, type SegmentWriter, type WriteJob } from '../writers/segment-writer.ts';

/** Of an MPEG-TS packet. @see ISO/IEC 13818-1 §2.4.3.2 */
const SYNC_BYTE = 0x47;

interface Output {
  readonly kind: SinkKind;
  readonly init: Uint8Array;
  readonly data: Uint8Array;
}

interface PlacedOutput extends Output {
  readonly offsetSec: number;
}

/**
 * MPEG-TS and packed AAC: mux.js turns each segment into fMP4, one part a kind. A fresh transmuxer for every segment
 * keeps segments independent of the order in which they are fetched; timestamps stay as they were.
 */
export class TransmuxWriter implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #transmuxer = new Transmuxer({ keepOriginalTimestamps: true, remux: false });
  readonly #outputs: Output[] = [];
  /** Packed AAC: mux.js spoils the frame in which a piece ends. Null: MPEG-TS, of which it takes pieces. */
  #whole: Uint8Array[] | null = [];

  constructor(job: WriteJob) {
    this.#job = job;
    this.#transmuxer.on('data', (segment) => {
      if (segment.type === 'combined' || !job.isWanted(segment.type)) return;
      this.#outputs.push({ kind: segment.type, init: segment.initSegment, data: segment.data });
    });
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#whole?.length === 0 && bytes[0] === SYNC_BYTE) this.#whole = null;
    if (this.#whole) this.#whole.push(bytes);
    else this.#transmux(bytes);
  }

  async finish(): Promise<void> {
    if (this.#whole) this.#transmux(concatenate(this.#whole));
    this.#tell(() => {
      this.#transmuxer.flush();
      this.#transmuxer.dispose();
    });
    const job = this.#job;
    if (this.#outputs.length === 0) throw this.#invalid('no audio or video could be found in it');
    job.prepare(describeTypes(this.#outputs));
    await Promise.all(this.#placeOutputs().map((placed) => this.#append(placed)));
  }

  #transmux(bytes: Uint8Array): void {
    this.#tell(() => {
      this.#transmuxer.push(bytes);
    });
  }

  /** The picture decides where the timeline lies: sound may begin a frame earlier, on the other side of a wrap too. */
  #placeOutputs(): readonly PlacedOutput[] {
    const { timelines, segment } = this.#job;
    return [...this.#outputs]
      .sort((one, other) => other.kind.localeCompare(one.kind)) // video first
      .map((output) => {
        const startSec = readStartSec(output.data, readTracks(output.init));
        if (startSec === null) throw this.#invalid('it has no timestamps');
        return { ...output, offsetSec: placeOnTimeline(timelines, segment, startSec) };
      });
  }

  async #append({ kind, init, data, offsetSec }: PlacedOutput): Promise<void> {
    const sink = this.#job.sink(kind);
    const work = [
      configureSink(sink, this.#job, offsetSec),
      sink.appendInit(`transmuxed:${init.join()}`, init),
    ];
    work.push(sink.append(data));
    await Promise.all(work);
  }

  /** mux.js throws at what it does not expect, such as no bytes at all: the media is to blame. */
  #tell(step: () => void): void {
    try {
      step();
    } catch (cause) {
      throw this.#invalid(`mux.js cannot read it: ${describeCause(cause)}`);
    }
  }

  #invalid(detail: string): PlayerError {
    return segmentInvalid(this.#job.segment.urls[0] ?? '', detail);
  }
}

function describeTypes(outputs: readonly Output[]): SinkTypes {
  const types: Partial<Record<SinkKind, string>> = {};
  for (const { kind, init } of outputs) types[kind] = mimeType(kind, 'mp4', readCodecs(init)[kind]);
  return types;
}
