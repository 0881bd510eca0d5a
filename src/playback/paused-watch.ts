import type { RequestResource } from '../model/resource.ts';
import { HoleWatch, waitsPaused, type HoleWatchPorts } from './hole-watch.ts';

export interface PausedWatchPorts extends Omit<HoleWatchPorts, 'isWaiting' | 'fetchedUntilSec' | 'onWaited'> {
  /** False where a picture may be long in coming although nothing moves: a key, or a live segment, is waited for. */
  readonly mustShowSoon: () => boolean;
  /** The first picture does not come, and nothing is under way that could bring it. */
  readonly onStuck: () => void;
}

/**
 * After 20 s in which nothing has moved there is no first picture to come. In looks and not in time: a page that sleeps
 * does not wait. A whole load takes 2 to 9 s where CDP throttles the processor to a twentieth (measured in Chromium).
 */
const MAX_LOOKS = 80;

/**
 * Looks after a paused playhead that has no picture, before the first one and behind a seek. The vendors' players leave it
 * in a hole until somebody plays, and nobody does who waits for the load.
 */
export class PausedWatch {
  readonly #ports: PausedWatchPorts;
  #holes: HoleWatch | null = null;
  #hasShown = false;
  #looks = 0;

  constructor(ports: PausedWatchPorts) {
    this.#ports = { ...ports, scope: ports.scope.child() };
  }

  start(): void {
    const { element, scope } = this.#ports;
    scope.listen(element, 'seeking', () => (this.#looks = 0));
    scope.listen(element, 'loadeddata', () => (this.#hasShown = true));
    this.#holes = new HoleWatch({
      ...this.#ports,
      isWaiting: () => waitsPaused(element),
      onWaited: () => this.#noteWaited(),
    });
    this.#holes.look();
  }

  /** The same, but as long as requests begin, bring bytes or end, something is on its way to a picture. */
  follow(request: RequestResource): RequestResource {
    const note = (): void => {
      this.#looks = 0;
    };
    return (resource) => {
      note();
      const { onData } = resource;
      // Who asks for no pieces gets the bytes at the end.
      const pieces = onData && {
        onData: (bytes: Uint8Array): void => {
          note();
          onData(bytes);
        },
      };
      const answer = request({ ...resource, ...pieces });
      answer.then(note, note);
      return answer;
    };
  }

  /** `stream`: of what streams there are, the one that is behind counts. */
  noteAppended(stream: string, endSec: number): void {
    this.#looks = 0;
    this.#holes?.noteAppended(stream, endSec);
  }

  #noteWaited(): void {
    const { mustShowSoon, scope, onStuck } = this.#ports;
    if (++this.#looks < MAX_LOOKS || this.#hasShown || !mustShowSoon()) return;
    scope.dispose();
    onStuck();
  }
}
