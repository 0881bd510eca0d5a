import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { Scope } from '../../core/scope.ts';

type Stream = Pick<shaka.extern.Stream, 'createSegmentIndex'>;
type Deed = () => void;

/** A network that hangs keeps nobody from leaving what it hangs at. */
const MAX_HOLD_MS = 4000;

/**
 * Knows when Shaka reads where a stream's segments are: a media playlist, a `sidx`. Shaka 5.2.12 counts that as doing nothing. A seek
 * or a switch meanwhile has it begin a second time: it fetches every segment twice from there on, and may stand still
 * at the next seek. So they wait.
 */
export class IndexWatch {
  readonly #scope: Scope;
  readonly #watched = new WeakSet<Stream>();
  #readings = 0;
  /** As Shaka would meet them at a seek: what Kinora chooses for it first. */
  #choices: Deed[] = [];
  #seeks: Deed[] = [];
  #cancelHold: (() => void) | null = null;

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

  /** Switches now, or once Shaka has read; never where the engine ends before. */
  choose(deed: Deed): void {
    this.#whenRead(this.#choices, deed);
  }

  /** The same for telling Shaka of a seek. */
  seek(deed: Deed): void {
    this.#whenRead(this.#seeks, deed);
  }

  #whenRead(waiting: Deed[], deed: Deed): void {
    if (this.#readings === 0 && !this.#cancelHold) {
      deed();
      return;
    }
    waiting.push(deed);
    this.#cancelHold ??= this.#scope.timer(() => this.#goOn(), MAX_HOLD_MS);
  }

  #end(): void {
    this.#readings--;
    if (!this.#cancelHold) return; // nothing waits
    // Behind what waits for the reading itself.
    this.#scope.timer(() => {
      if (this.#readings === 0) this.#goOn();
    }, 0);
  }

  #goOn(): void {
    this.#cancelHold?.();
    this.#cancelHold = null;
    const deeds = [...this.#choices.splice(0), ...this.#seeks.splice(0)];
    const run = (): void => {
      const deed = deeds.shift();
      if (!deed) return;
      try {
        deed();
      } finally {
        run(); // in one task, whatever one throws
      }
    };
    run();
  }
}
