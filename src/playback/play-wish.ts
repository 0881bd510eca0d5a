import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';

/**
 * Whether the app wants the element to play: an element whose decoder fails may pause itself before it reports the
 * error (seen in Chromium 156), and forgets on a new source what was wished of it.
 */
export class PlayWish {
  readonly #element: MediaElementPort;
  /** Null: nobody has said so yet. */
  #isPlaying: boolean | null = null;

  constructor(element: MediaElementPort, scope: Scope) {
    this.#element = element;
    this.#look();
    scope.listen(element, 'loadstart', this.#look);
    scope.listen(element, 'play', () => {
      this.#isPlaying = true;
    });
    scope.listen(element, 'pause', () => {
      // Events come late: only what still holds counts.
      if (element.paused && !element.error) this.#isPlaying = false;
    });
  }

  /**
   * To be called while the old source is on the element. What it gives puts the wish and the speed in force on a new
   * one, which starts out paused (or, with `autoplay`, waiting to play) and at the normal speed.
   */
  keep(): () => Promise<void> {
    const element = this.#element;
    const { playbackRate } = element;
    this.#look();
    return async () => {
      element.playbackRate = playbackRate;
      if (this.#isPlaying) await element.play();
      else if (this.#isPlaying === false) element.pause();
    };
  }

  /** A new source takes a `play` event with it that was still to be told: asked where one comes and where one goes, too. */
  readonly #look = (): void => {
    if (!this.#element.paused) this.#isPlaying = true;
  };
}
