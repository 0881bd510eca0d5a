import { Transmuxer } from 'mux.js/lib/mp4/transmuxer.js';
import { PlayerError, stripUrl } from '../../../core/errors.ts';
import type { SinkKind } from '../buffer-sink.ts';
import type { SinkTypes } from '../media-host.ts';
import { mimeType } from '../mime-types.ts';
import { readStartSec, readTimescales } from '../mp4-timing.ts';
import { readCodecs } from '../probe-codecs.ts';
import { configureSink, type SegmentWriter, type WriteJob } from '../writers/segment-writer.ts';

interface Output {
  readonly kind: SinkKind;
  readonly init: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * MPEG-TS and packed AAC: mux.js turns each segment into fMP4, one part a kind. A fresh transmuxer for every segment
 * keeps segments independent of the order in which they are fetched; timestamps stay as they were.
 */
export class TransmuxWriter implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #transmuxer = new Transmuxer({ keepOriginalTimestamps: true, remux: false });
  readonly #outputs: Output[] = [];

  constructor(job: WriteJob) {
    this.#job = job;
    this.#transmuxer.on('data', (segment) => {
      if (segment.type === 'combined' || !job.isWanted(segment.type)) return;
      this.#outputs.push({ kind: segment.type, init: segment.initSegment, data: segment.data });
    });
  }

  push(bytes: Uint8Array): void {
    this.#transmuxer.push(bytes);
  }

  async finish(): Promise<void> {
    this.#transmuxer.flush();
    this.#transmuxer.dispose();
    const job = this.#job;
    if (this.#outputs.length === 0) throw this.#invalid('no audio or video could be found in it');
    job.prepare(describeTypes(this.#outputs));
    const offsetSec = this.#placeOutputs();
    await Promise.all(this.#outputs.map((output) => this.#append(output, offsetSec)));
  }

  #placeOutputs(): number {
    const { timelines, segment } = this.#job;
    const starts = this.#outputs.map(({ init, data }) => readStartSec(data, readTimescales(init)));
    const startSec = Math.min(...starts.filter((start) => start !== null));
    if (!Number.isFinite(startSec)) throw this.#invalid('it has no timestamps');
    return timelines.learn(segment.timeline, segment.startSec, startSec);
  }

  async #append({ kind, init, data }: Output, offsetSec: number): Promise<void> {
    const sink = this.#job.sink(kind);
    const work = [
      configureSink(sink, this.#job, offsetSec),
      sink.appendInit(`transmuxed:${init.join()}`, init),
    ];
    work.push(sink.append(data));
    await Promise.all(work);
  }

  #invalid(detail: string): PlayerError {
    const url = stripUrl(this.#job.segment.urls[0] ?? '');
    return new PlayerError('segment-invalid', `The media at ${url} cannot be used: ${detail}`, {
      url,
      detail,
    });
  }
}

function describeTypes(outputs: readonly Output[]): SinkTypes {
  const types: Partial<Record<SinkKind, string>> = {};
  for (const { kind, init } of outputs) types[kind] = mimeType(kind, 'mp4', readCodecs(init)[kind]);
  return types;
}
