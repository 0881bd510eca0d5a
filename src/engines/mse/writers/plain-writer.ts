import { concatenate } from '../../../core/concatenate.ts';
import { PlayerError, stripUrl } from '../../../core/errors.ts';
import type { SinkTypes } from '../media-host.ts';
import { segmentInvalid } from '../segment-invalid.ts';
import { placeOnTimeline } from '../transport-clock.ts';
import { holdsWholeTag, readId3Timestamp } from './id3-timestamp.ts';
import { Appender } from './appender.ts';
import { configureSink, type SegmentWriter, type WriteJob } from './segment-writer.ts';
import { WebmScanner } from './webm-scanner.ts';

/** Throws `segment-invalid` at damage: while bytes come, or at their end. */
interface Scanner {
  push(bytes: Uint8Array): unknown;
  finish(): void;
}

/**
 * Containers that the browser takes as they are: WebM, and packed MP3, whose frames have no timestamps: it is placed by
 * the ID3 tag that it begins with, or where its playlist says.
 * @see https://www.w3.org/TR/mse-byte-stream-format-mpeg-audio/
 */
export class PlainWriter implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #container: 'webm' | 'mp3';
  readonly #createScanner: (url: string) => Scanner;
  readonly #scanner: Scanner | null;
  readonly #appender: Appender;
  readonly #began: Promise<void>;
  /** Of MP3: what has come of its tag. */
  #start: Uint8Array = new Uint8Array(0);
  #isTagged = false;
  #endTag: () => void = () => undefined;
  /** Resolves when the ID3 tag is there as a whole, or none is. */
  readonly #tagged: Promise<void>;

  /** `onFailure`: see `Appender`. */
  constructor(
    job: WriteJob,
    container: 'webm' | 'mp3',
    onFailure?: (error: unknown) => void,
    createScanner: (url: string) => Scanner = (url) => new WebmScanner(url),
  ) {
    this.#job = job;
    this.#container = container;
    this.#createScanner = createScanner;
    this.#scanner = container === 'webm' ? createScanner(job.segment.urls[0] ?? '') : null;
    this.#appender = new Appender(job, onFailure);
    this.#tagged = new Promise((resolve) => (this.#endTag = resolve));
    this.#began = this.#begin();
    this.#appender.track(this.#began);
  }

  push(bytes: Uint8Array): void {
    this.#scanner?.push(bytes);
    if (this.#container === 'mp3' && !this.#isTagged) this.#readTag(bytes);
    this.#appender.push(bytes);
  }

  async finish(): Promise<void> {
    this.#endTag();
    this.#scanner?.finish();
    if (this.#container === 'mp3' && this.#start.length === 0) {
      throw segmentInvalid(this.#job.segment.urls[0] ?? '', 'it is empty');
    }
    await this.#began;
    await this.#appender.finish();
  }

  #readTag(bytes: Uint8Array): void {
    this.#start = concatenate([this.#start, bytes]);
    this.#isTagged = holdsWholeTag(this.#start);
    if (this.#isTagged) this.#endTag();
  }

  async #begin(): Promise<void> {
    const job = this.#job;
    const init = job.init ? await job.init : null;
    if (init && this.#container === 'webm') this.#check(init);
    job.signal.throwIfAborted();
    job.prepare(this.#types());
    const sink = job.sink(job.kind);
    if (this.#container === 'mp3') {
      await this.#tagged;
      job.signal.throwIfAborted();
      this.#appender.track(sink.placeAt(this.#mp3StartSec()));
    } else {
      const offsetSec = job.timelines.offsetSec(job.segment.timeline) ?? 0;
      this.#appender.track(configureSink(sink, job, offsetSec));
    }
    if (init) this.#appender.track(sink.appendInit(job.segment.init?.id ?? '', init));
    this.#appender.open(sink);
  }

  /** Half an init segment spoils what follows it, and no decoder says why. */
  #check(init: Uint8Array): void {
    const scanner = this.#createScanner(this.#job.segment.init?.urls[0] ?? '');
    scanner.push(init);
    scanner.finish();
  }

  #types(): SinkTypes {
    if (this.#container === 'mp3') return { audio: 'audio/mpeg' };
    if (this.#job.types) return this.#job.types;
    const url = stripUrl(this.#job.segment.urls[0] ?? '');
    throw new PlayerError(
      'manifest-unsupported',
      `The WebM media at ${url} cannot be played: its manifest names no codecs. Add them there.`,
      { url, feature: 'WebM without codecs' },
    );
  }

  #mp3StartSec(): number {
    const { segment, timelines } = this.#job;
    const mediaSec = readId3Timestamp(this.#start);
    return mediaSec === null ? segment.startSec : mediaSec + placeOnTimeline(timelines, segment, mediaSec);
  }
}
