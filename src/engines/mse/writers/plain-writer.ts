import { concatenate } from '../../../core/concatenate.ts';
import { PlayerError, stripUrl } from '../../../core/errors.ts';
import type { SinkTypes } from '../media-host.ts';
import { segmentInvalid } from '../segment-invalid.ts';
import { placeOnTimeline } from '../transport-clock.ts';
import { holdsWholeTag, readId3Timestamp } from './id3-timestamp.ts';
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
  readonly #began: Promise<void>;
  #held: Uint8Array[] = [];
  #hasBytes = false;
  #last: Promise<void> = Promise.resolve();
  #hasBegun = false;
  #endTag: () => void = () => undefined;
  /** Resolves when the ID3 tag is there as a whole, or none is. */
  readonly #tagged: Promise<void>;

  constructor(
    job: WriteJob,
    container: 'webm' | 'mp3',
    createScanner: (url: string) => Scanner = (url) => new WebmScanner(url),
  ) {
    this.#job = job;
    this.#container = container;
    this.#createScanner = createScanner;
    this.#scanner = container === 'webm' ? createScanner(job.segment.urls[0] ?? '') : null;
    this.#tagged = new Promise((resolve) => (this.#endTag = resolve));
    this.#began = this.#begin();
    this.#began.catch(() => undefined); // finish() throws it
  }

  push(bytes: Uint8Array): void {
    this.#scanner?.push(bytes);
    this.#hasBytes ||= bytes.length > 0;
    this.#held.push(bytes);
    if (this.#hasBegun) this.#flush();
    else if (this.#container === 'mp3' && holdsWholeTag(concatenate(this.#held))) this.#endTag();
  }

  async finish(): Promise<void> {
    this.#endTag();
    this.#scanner?.finish();
    await this.#began;
    if (!this.#hasBytes) throw segmentInvalid(this.#job.segment.urls[0] ?? '', 'it is empty');
    await this.#last;
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
      this.#chain(sink.placeAt(this.#mp3StartSec()));
    } else this.#chain(configureSink(sink, job, job.timelines.offsetSec(job.segment.timeline) ?? 0));
    if (init) this.#chain(sink.appendInit(job.segment.init?.id ?? '', init));
    this.#hasBegun = true;
    this.#flush();
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
    const mediaSec = readId3Timestamp(concatenate(this.#held));
    return mediaSec === null ? segment.startSec : mediaSec + placeOnTimeline(timelines, segment, mediaSec);
  }

  #flush(): void {
    if (this.#job.signal.aborted) return;
    const sink = this.#job.sink(this.#job.kind);
    for (const bytes of this.#held) {
      this.#chain(sink.append(bytes).then(this.#job.onAppended));
    }
    this.#held = [];
  }

  #chain(work: Promise<void>): void {
    const previous = this.#last;
    this.#last = previous.then(() => work);
    this.#last.catch(() => undefined); // finish() throws it
    work.catch(() => undefined); // as above: through #last
  }
}
