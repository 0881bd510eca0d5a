import type {
  AttachedMediaSource,
  MediaElementPort,
  MediaSourcePort,
  SourceBufferPort,
  TimeRangesPort,
} from '../core/media-ports.ts';

const NO_RANGES: TimeRangesPort = { length: 0, start: () => 0, end: () => 0 };

/** An element that shows nothing and never gets ready. */
export class BlankElement extends EventTarget implements MediaElementPort {
  currentTime = 0;
  playbackRate = 1;
  readonly duration: number = NaN;
  readonly paused = true;
  readonly ended = false;
  readonly seeking = false;
  readonly readyState = 0;
  readonly buffered: TimeRangesPort = NO_RANGES;
  readonly error = null;
  play = (): Promise<void> => Promise.resolve();
  pause = (): void => undefined;
}

/** Takes what is appended and keeps nothing. */
class BlankBuffer extends EventTarget implements SourceBufferPort {
  mode = 'segments' as const;
  updating = false;
  timestampOffset = 0;
  appendWindowStart = 0;
  appendWindowEnd = Infinity;
  readonly buffered = NO_RANGES;
  abort = (): void => undefined;
  changeType = (): void => undefined;
  appendBuffer = (): void => this.#update();
  remove = (): void => this.#update();

  #update(): void {
    this.updating = true;
    queueMicrotask(() => {
      this.updating = false;
      this.dispatchEvent(new Event('updateend'));
    });
  }
}

class BlankSource extends EventTarget implements MediaSourcePort {
  readonly readyState = 'open';
  duration: number = NaN;
  addSourceBuffer = (): SourceBufferPort => new BlankBuffer();
  removeSourceBuffer = (): void => undefined;
  endOfStream = (): void => undefined;
}

/** Attaches a MediaSource that is open at once to nothing. */
export function attachBlank(): AttachedMediaSource {
  return { mediaSource: new BlankSource(), isStreamingWanted: () => true, detach: () => undefined };
}
