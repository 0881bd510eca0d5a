import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import type { RequestResource } from '../model/resource.ts';

export interface FirstPicturePorts {
  readonly element: MediaElementPort;
  readonly scope: Scope;
  /** False where it may be long in coming although nothing moves: a key, or a live segment, is waited for. */
  readonly mustShowSoon: () => boolean;
  /** It does not come, and nothing is under way that could bring it. */
  readonly onStuck: () => void;
}

const LOOK_MS = 250;
/**
 * After 20 s in which nothing has moved there is no first picture to come. In looks and not in time: a page that sleeps
 * does not wait. A whole load takes 2 to 9 s where CDP throttles the processor to a twentieth (measured in Chromium).
 */
const MAX_LOOKS = 80;

/** Notices that a vendor's player will not get to its first picture: a load that waits for it would never end. */
export class FirstPictureWatch {
  readonly #ports: FirstPicturePorts;
  readonly #scope: Scope;
  #hasStarted = false;
  #pendingRequests = 0;
  #looks = 0;

  constructor(ports: FirstPicturePorts) {
    this.#ports = ports;
    this.#scope = ports.scope.child();
  }

  /** To be called once the element has taken its source: in a page that was never seen, that may wait until it is. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#scope.listen(this.#ports.element, 'loadeddata', () => this.#scope.dispose());
    this.#lookAgain();
  }

  /** Something has moved. */
  note(): void {
    this.#looks = 0;
  }

  /** The same, but what is asked for may bring the picture for as long as it is awaited, tried anew included. */
  follow(request: RequestResource): RequestResource {
    return async (resource) => {
      this.#pendingRequests++;
      try {
        return await request(resource);
      } finally {
        this.#pendingRequests--;
        this.note();
      }
    };
  }

  #lookAgain(): void {
    this.#scope.timer(() => {
      const { mustShowSoon, onStuck } = this.#ports;
      if (this.#pendingRequests > 0) this.note();
      if (++this.#looks < MAX_LOOKS || !mustShowSoon()) this.#lookAgain();
      else {
        this.#scope.dispose();
        onStuck();
      }
    }, LOOK_MS);
  }
}
