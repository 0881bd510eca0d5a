import type { PlayerError } from '../../../core/errors.ts';
import { Mp4Scanner, type ScannedBox } from '../mp4-scanner.ts';
import { loadCode } from '../../../core/load-code.ts';
import { segmentInvalid } from '../segment-invalid.ts';
import { Appender } from './appender.ts';
import { configureSink, type SegmentWriter, type WriteJob } from './segment-writer.ts';

/**
 * fMP4: appends bytes as they arrive. Where the timeline's offset must be learnt (HLS), it waits for the first moof,
 * which is what arrives first.
 */
export class Mp4Writer implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #appender: Appender;
  readonly #scanner: Mp4Scanner;
  readonly #url: string;
  #giveFirstMoof: (moof: Uint8Array | null) => void = () => undefined;
  readonly #firstMoof: Promise<Uint8Array | null>;
  readonly #began: Promise<void>;
  #eventWork: Promise<void> = Promise.resolve();

  /** `onFailure`: see `Appender`. */
  constructor(job: WriteJob, onFailure?: (error: unknown) => void) {
    this.#job = job;
    this.#appender = new Appender(job, onFailure);
    this.#url = job.segment.urls[0] ?? '';
    const wanted = job.segment.timeline.offsetSec === null ? ['moof'] : [];
    if (job.rendition.inbandEventSchemes.length > 0) wanted.push('emsg');
    this.#scanner = new Mp4Scanner(wanted, this.#url);
    this.#firstMoof = new Promise((resolve) => (this.#giveFirstMoof = resolve));
    this.#began = this.#begin();
    this.#appender.track(this.#began);
  }

  push(bytes: Uint8Array): void {
    for (const box of this.#scanner.push(bytes)) this.#see(box);
    this.#appender.push(bytes);
  }

  async finish(): Promise<void> {
    this.#giveFirstMoof(null);
    this.#scanner.finish();
    await this.#began;
    await this.#appender.finish();
    await this.#eventWork;
  }

  #see(box: ScannedBox): void {
    if (box.type === 'moof') this.#giveFirstMoof(box.bytes);
    if (box.type === 'emsg') this.#eventWork = this.#eventWork.then(() => this.#readEvent(box.bytes));
  }

  async #readEvent(bytes: Uint8Array): Promise<void> {
    const { rendition, segment, timelines, onMediaEvents, onWarning } = this.#job;
    try {
      const { readEmsg } = await loadCode('emsg', () => import('../read-emsg.ts'));
      const event = readEmsg(bytes, segment.startSec, timelines.offsetSec(segment.timeline) ?? 0);
      if (event && rendition.inbandEventSchemes.includes(event.schemeIdUri)) onMediaEvents([event]);
    } catch (error) {
      onWarning(error); // the picture does not wait for its metadata
    }
  }

  async #begin(): Promise<void> {
    const job = this.#job;
    if (job.types) job.prepare(job.types); // SourceBuffers are made while the init segment is on its way
    const init = job.init ? await job.init : null;
    if (init) this.#check(init);
    if (!job.types) job.prepare(await this.#probe(init));
    const offsetSec = job.segment.timeline.offsetSec ?? (await this.#learnOffset(init));
    job.signal.throwIfAborted();
    const sink = job.sink(job.kind);
    this.#appender.track(configureSink(sink, job, offsetSec));
    if (init) this.#appender.track(sink.appendInit(job.segment.init?.id ?? '', init));
    this.#appender.open(sink);
  }

  /** Half an init segment spoils what follows it, and no decoder says why. */
  #check(init: Uint8Array): void {
    const scanner = new Mp4Scanner([], this.#job.segment.init?.urls[0] ?? this.#url);
    scanner.push(init);
    scanner.finish();
  }

  async #probe(init: Uint8Array | null): Promise<{ video: string } | { audio: string }> {
    const { probeMp4Types } = await loadCode('probing', () => import('../probe-codecs.ts'));
    const types = probeMp4Types(init ?? new Uint8Array(), this.#job.kind);
    if (!types) throw this.#invalid('its init segment names no codec that could be recognised');
    return types;
  }

  async #learnOffset(init: Uint8Array | null): Promise<number> {
    // Comes with the HLS parser: who plays DASH, whose manifests tell the offset, need not wait for it.
    const code = loadCode('HLS', () => import('../hls-code.ts'));
    const [moof, { learnMp4Offset }] = await Promise.all([this.#firstMoof, code]);
    const { timelines, segment } = this.#job;
    const learnt = moof && learnMp4Offset(timelines, segment, moof, init);
    const offsetSec = learnt ?? timelines.offsetSec(segment.timeline);
    if (offsetSec === null) throw this.#invalid('it states no decode time (tfdt), so it cannot be placed');
    return offsetSec;
  }

  #invalid(detail: string): PlayerError {
    return segmentInvalid(this.#url, detail);
  }
}
