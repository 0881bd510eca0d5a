import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { Scope } from '../../core/scope.ts';

type Stream = Pick<shaka.extern.Stream, 'createSegmentIndex'>;

/**
 * Knows when Shaka reads where a stream's segments are: a media playlist, a `sidx`. Shaka 5.2.12 counts that as doing nothing. A seek
 * or a switch meanwhile has it begin a second time: it fetches every segment twice from there on, and may stand still
 * at the next seek.
 */
export class IndexWatch {
  readonly #scope: Scope;
  readonly #watched = new WeakSet<Stream>();
  #readings = 0;
  #waiting: (() => void)[] = [];

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  watch(stream: Stream): void {
    if (this.#watched.has(stream)) return;
    this.#watched.add(stream);
    const read = stream.createSegmentIndex.bind(stream);
    stream.createSegmentIndex = () => {
      const reading = read();
      this.#readings++;
      const end = (): void => this.#end();
      reading.then(end, end);
      return reading;
    };
  }

  /** Runs `deed` now; where Shaka reads, when it has gone on from there, unless the engine ends before. */
  whenRead(deed: () => void): void {
    if (this.#readings === 0 && this.#waiting.length === 0) deed();
    else this.#waiting.push(deed);
  }

  #end(): void {
    this.#readings--;
    this.#goOn();
  }

  /** Behind what waits for the reading itself. */
  #goOn(): void {
    this.#scope.timer(() => {
      if (this.#readings > 0) return; // its end goes on
      const deed = this.#waiting.shift();
      if (this.#waiting.length > 0) this.#goOn(); // whatever this one throws
      deed?.();
    }, 0);
  }
}
