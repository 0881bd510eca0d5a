/** A frame at the moment it was handed to the compositor. */
export interface SeenFrame {
  /** `performance.now()` of its callback. */
  readonly atMs: number;
  /** Its place in the title, seconds. */
  readonly mediaSec: number;
  readonly height: number;
}

interface Waiter {
  readonly isIt: (frame: SeenFrame) => boolean;
  readonly resolve: (frame: SeenFrame) => void;
}

/** Tells when frames are shown: `requestVideoFrameCallback`, as no event of the element waits for the picture. */
export class FrameWatch {
  readonly #video: HTMLVideoElement;
  #waiters: Waiter[] = [];
  #isOn = true;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#next();
  }

  /** Resolves with the next frame that `isIt`. */
  until(isIt: (frame: SeenFrame) => boolean): Promise<SeenFrame> {
    return new Promise((resolve) => this.#waiters.push({ isIt, resolve }));
  }

  /** Ends the watch, whose callbacks cost the page a turn of its main thread each. */
  stop(): void {
    this.#isOn = false;
  }

  /** Forgets who waits. */
  reset(): void {
    this.#waiters = [];
  }

  #next(): void {
    this.#video.requestVideoFrameCallback((_now, { mediaTime, height }) => {
      const frame = { atMs: performance.now(), mediaSec: mediaTime, height };
      const done = this.#waiters.filter(({ isIt }) => isIt(frame));
      this.#waiters = this.#waiters.filter((waiter) => !done.includes(waiter));
      for (const { resolve } of done) resolve(frame);
      if (this.#isOn) this.#next();
    });
  }
}
