import { concatenate } from '../../../core/concatenate.ts';
import type { BufferSink } from '../buffer-sink.ts';
import type { WriteJob } from './segment-writer.ts';

/** Gives a sink the bytes of a segment as they arrive: one append at a time, what arrives meanwhile goes in one piece. */
export class Appender {
  readonly #job: WriteJob;
  readonly #onFailure: ((error: unknown) => void) | undefined;
  #held: Uint8Array[] = [];
  /** So many more are gathered before what is held is appended. */
  #missingBytes: number;
  #sink: BufferSink | null = null;
  #appending: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  /** `onFailure` is told before the element tells of the same failure in its own way. */
  constructor(job: WriteJob, onFailure?: (error: unknown) => void) {
    this.#job = job;
    this.#onFailure = onFailure;
    this.#missingBytes = job.gatherBytes;
  }

  push(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#missingBytes -= bytes.length;
    this.#flush();
  }

  /** From now on there is somewhere to append to. */
  open(sink: BufferSink): void {
    this.#sink = sink;
    this.#flush();
  }

  /** What fails here fails the segment. */
  track(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#fail(error);
    });
  }

  /** Resolves when all is appended. @throws what has failed first */
  async finish(): Promise<void> {
    this.#missingBytes = 0;
    this.#flush();
    while (this.#appending) await this.#appending;
    if (this.#failure) throw this.#failure.error;
  }

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

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.#onFailure?.(error);
  }
}
