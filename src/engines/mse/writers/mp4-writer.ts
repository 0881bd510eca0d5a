import { concatenate } from '../../../core/concatenate.ts';
import type { PlayerError } from '../../../core/errors.ts';
import type { BufferSink } from '../buffer-sink.ts';
import { Mp4Scanner, type ScannedBox } from '../mp4-scanner.ts';
import { loadCode } from '../../../core/load-code.ts';
import { segmentInvalid } from '../segment-invalid.ts';
import { configureSink, type SegmentWriter, type WriteJob } from './segment-writer.ts';

/**
 * fMP4: appends bytes as they arrive. Where the timeline's offset must be learnt (HLS), it waits for the first moof,
 * which is what arrives first.
 */
export class Mp4Writer implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #onFailure: ((error: unknown) => void) | undefined;
  readonly #scanner: Mp4Scanner;
  readonly #url: string;
  #held: Uint8Array[] = [];
  /** So many more are gathered before what is held is appended. */
  #missingBytes: number;
  #sink: BufferSink | null = null;
  #appending: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #giveFirstMoof: (moof: Uint8Array | null) => void = () => undefined;
  readonly #firstMoof: Promise<Uint8Array | null>;
  readonly #began: Promise<void>;
  #eventWork: Promise<void> = Promise.resolve();

  /** `onFailure` is told before the element tells of the same failure in its own way. */
  constructor(job: WriteJob, onFailure?: (error: unknown) => void) {
    this.#job = job;
    this.#onFailure = onFailure;
    this.#missingBytes = job.gatherBytes;
    this.#url = job.segment.urls[0] ?? '';
    const wanted = job.segment.timeline.offsetSec === null ? ['moof'] : [];
    if (job.rendition.inbandEventSchemes.length > 0) wanted.push('emsg');
    this.#scanner = new Mp4Scanner(wanted, this.#url);
    this.#firstMoof = new Promise((resolve) => (this.#giveFirstMoof = resolve));
    this.#began = this.#begin();
    this.#track(this.#began);
  }

  push(bytes: Uint8Array): void {
    for (const box of this.#scanner.push(bytes)) this.#see(box);
    this.#held.push(bytes);
    this.#missingBytes -= bytes.length;
    this.#flush();
  }

  async finish(): Promise<void> {
    this.#giveFirstMoof(null);
    this.#scanner.finish();
    await this.#began;
    this.#missingBytes = 0;
    this.#flush();
    while (this.#appending) await this.#appending;
    await this.#eventWork;
    if (this.#failure) throw this.#failure.error;
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
    this.#track(configureSink(sink, job, offsetSec));
    if (init) this.#track(sink.appendInit(job.segment.init?.id ?? '', init));
    this.#sink = sink;
    this.#flush();
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

  /** One append at a time: what arrives meanwhile goes in one piece. */
  #flush(): void {
    if (!this.#sink || this.#appending || this.#held.length === 0 || this.#failure) return;
    if (this.#job.signal.aborted || this.#missingBytes > 0) return;
    const bytes = concatenate(this.#held);
    this.#held = [];
    this.#missingBytes = this.#job.gatherBytes;
    this.#appending = this.#sink.append(bytes).then(
      () => {
        this.#appending = null;
        this.#job.onAppended();
        this.#flush();
      },
      (error: unknown) => {
        this.#appending = null;
        this.#fail(error);
      },
    );
  }

  #track(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#fail(error);
    });
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.#onFailure?.(error);
  }

  #invalid(detail: string): PlayerError {
    return segmentInvalid(this.#url, detail);
  }
}
