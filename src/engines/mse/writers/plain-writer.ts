import { PlayerError, stripUrl } from '../../../core/errors.ts';
import { configureSink, type SegmentWriter, type WriteJob } from './segment-writer.ts';

/**
 * Containers that the browser takes as they are and that need no reading on the way: WebM, and packed MP3, which has
 * no timestamps and is placed where its playlist says.
 * @see https://www.w3.org/TR/mse-byte-stream-format-mpeg-audio/
 */
export class PlainWriter implements SegmentWriter {
  readonly #job: WriteJob;
  readonly #container: 'webm' | 'mp3';
  readonly #began: Promise<void>;
  #held: Uint8Array[] = [];
  #hasBytes = false;
  #last: Promise<void> = Promise.resolve();
  #hasBegun = false;

  constructor(job: WriteJob, container: 'webm' | 'mp3') {
    this.#job = job;
    this.#container = container;
    this.#began = this.#begin();
    this.#began.catch(() => undefined); // finish() throws it
  }

  push(bytes: Uint8Array): void {
    this.#hasBytes ||= bytes.length > 0;
    this.#held.push(bytes);
    if (this.#hasBegun) this.#flush();
  }

  async finish(): Promise<void> {
    await this.#began;
    const url = stripUrl(this.#job.segment.urls[0] ?? '');
    if (!this.#hasBytes) {
      throw new PlayerError('segment-invalid', `The media at ${url} is empty`, {
        url,
        detail: 'it is empty',
      });
    }
    await this.#last;
  }

  async #begin(): Promise<void> {
    const job = this.#job;
    const init = job.init ? await job.init : null;
    job.signal.throwIfAborted();
    job.prepare(this.#container === 'mp3' || !job.types ? { audio: 'audio/mpeg' } : job.types);
    const sink = job.sink(job.kind);
    const { segment, timelines } = job;
    this.#chain(
      this.#container === 'mp3'
        ? sink.placeAt(segment.startSec)
        : configureSink(sink, job, timelines.offsetSec(segment.timeline) ?? 0),
    );
    if (init) this.#chain(sink.appendInit(segment.init?.id ?? '', init));
    this.#hasBegun = true;
    this.#flush();
  }

  #flush(): void {
    if (this.#job.signal.aborted) return;
    const sink = this.#job.sink(this.#job.kind);
    for (const bytes of this.#held) this.#chain(sink.append(bytes));
    this.#held = [];
  }

  #chain(work: Promise<void>): void {
    const previous = this.#last;
    this.#last = previous.then(() => work);
    this.#last.catch(() => undefined); // finish() throws it
    work.catch(() => undefined); // as above: through #last
  }
}
