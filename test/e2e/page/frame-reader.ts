import { readFrameNumber } from '../../../tools/media/frame-marker.ts';

/** Width of a marker's block is 16 pixels then: large enough to read, small enough for a hundred frames a second. */
const WIDTH = 384;
const HEIGHT = 216;

/** A frame as `requestVideoFrameCallback` reported it. */
export interface ShownFrame {
  /** Presentation time of the frame, seconds. */
  readonly mediaTimeSec: number;
  /** The element's time just after the pixels were read: on a busy machine they may be those of a later frame. */
  readonly readAtSec: number;
  readonly playbackRate: number;
  /** Read from its pixels; null where there is no intact marker. */
  readonly frame: number | null;
  /** Coded height of the picture. */
  readonly height: number;
  /** The browser's count of frames handed to the compositor so far. */
  readonly presentedFrames: number;
}

/** Reads frame numbers from what a video element shows. */
export class FrameReader {
  readonly #video: HTMLVideoElement;
  readonly #context: CanvasRenderingContext2D;
  #shown: ShownFrame[] = [];
  #handle: number | null = null;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2d canvas');
    this.#context = context;
  }

  /** The number of the frame on the screen; null where its picture carries none. */
  read(): number | null {
    this.#context.drawImage(this.#video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.#context.getImageData(0, 0, WIDTH, HEIGHT);
    return readFrameNumber(data, WIDTH, HEIGHT) ?? null;
  }

  /** The colour in the middle of the picture. */
  readColour(): readonly [red: number, green: number, blue: number] {
    this.#context.drawImage(this.#video, 0, 0, WIDTH, HEIGHT);
    const [red = 0, green = 0, blue = 0] = this.#context.getImageData(WIDTH / 2, HEIGHT / 2, 1, 1).data;
    return [red, green, blue];
  }

  /** Notes every frame that is shown from now on. */
  start(): void {
    this.stop();
    this.#shown = [];
    const next = (): void => {
      this.#handle = this.#video.requestVideoFrameCallback(
        (_nowMs, { mediaTime, height, presentedFrames }) => {
          const frame = this.read();
          this.#shown.push({
            mediaTimeSec: mediaTime,
            readAtSec: this.#video.currentTime,
            playbackRate: this.#video.playbackRate,
            frame,
            height,
            presentedFrames,
          });
          next();
        },
      );
    };
    next();
  }

  stop(): readonly ShownFrame[] {
    if (this.#handle !== null) this.#video.cancelVideoFrameCallback(this.#handle);
    this.#handle = null;
    return this.#shown;
  }
}
