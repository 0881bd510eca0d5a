import { restOfRangeSec, toTimeRanges } from '../../buffer/time-ranges.ts';
import type { Clock } from '../../core/clock.ts';
import type { Scope } from '../../core/scope.ts';
import type { EngineSnapshot, LiveSnapshot } from '../../engine/engine.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { NativeElementPort } from './native-element.ts';

/**
 * How far behind the newest media the live edge is taken to be until the platform has shown where it starts, seconds:
 * three target durations, of the 6 s that Apple asks for.
 * @see https://www.rfc-editor.org/rfc/rfc8216#section-6.3.3
 * @see https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices (7.5)
 */
export const DEFAULT_HOLD_BACK_SEC = 18;

/** The element's figures of the moment, and of a live one where its edge is. */
export class SnapshotReader {
  readonly #element: NativeElementPort;
  readonly #clock: Clock;
  #holdBackSec = DEFAULT_HOLD_BACK_SEC;

  constructor(element: NativeElementPort, clock: Clock) {
    this.#element = element;
    this.#clock = clock;
  }

  /**
   * Takes the distance at which the platform starts a live presentation by itself for its hold-back: the playlist, which
   * states it, is the platform's alone. Not where someone has sought before it played.
   */
  learnHoldBack(scope: Scope): void {
    const learning = scope.child();
    learning.listen(this.#element, 'seeking', () => learning.dispose());
    learning.listen(this.#element, 'playing', () => {
      learning.dispose();
      const { seekable, currentTime } = this.#element;
      if (seekable.length > 0) this.#holdBackSec = Math.max(0, this.#seekable().endSec - currentTime);
    });
  }

  read(isLive: boolean): EngineSnapshot {
    const buffered = toTimeRanges(this.#element.buffered);
    return {
      bufferAheadSec: restOfRangeSec(buffered, this.#element.currentTime),
      buffered,
      seekable: this.#seekable(),
      live: isLive ? this.#readLive() : null,
    };
  }

  #seekable(): TimeRange {
    const ranges = toTimeRanges(this.#element.seekable);
    return { startSec: ranges[0]?.startSec ?? 0, endSec: ranges.at(-1)?.endSec ?? 0 };
  }

  #readLive(): LiveSnapshot {
    const { seekable, currentTime } = this.#element;
    const { startSec, endSec } = this.#seekable();
    const startDateMs = this.#element.getStartDate?.().getTime() ?? NaN;
    const recordedMs = startDateMs + currentTime * 1000;
    return {
      // Chromium 156 lets nobody seek in a live playlist (2026-11, measured): then there is nowhere to go.
      syncSec: seekable.length > 0 ? Math.max(startSec, endSec - this.#holdBackSec) : currentTime,
      latencySec: Number.isNaN(recordedMs) ? null : (this.#clock.epochMs() - recordedMs) / 1000,
    };
  }
}
