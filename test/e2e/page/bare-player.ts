import { FrameReader, type ShownFrame } from './frame-reader.ts';

type Shaka = typeof import('shaka-player/dist/shaka-player.compiled-es2021.js').default;

/** What is used of hls.js. Its own types are hidden from this project by what `test/bench` declares of its peers. */
interface HlsJs {
  on(event: 'hlsError', listener: (event: string, data: HlsJsError) => void): void;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
}
interface HlsJsError {
  readonly type: string;
  readonly details: string;
  readonly fatal: boolean;
  readonly error: Error;
}
/** A specifier that is no literal is looked up by the page's import map, and not by the compiler. */
const HLS_JS: string = 'hls.js';

/** What a look at the element tells. */
export interface BareLook {
  readonly currentTimeSec: number;
  readonly durationSec: number;
  readonly isEnded: boolean;
  /** Stretches of media in the buffer, audio and video both, seconds: one where nothing is missing. */
  readonly buffered: readonly (readonly [startSec: number, endSec: number])[];
  /** Number of the frame on the screen; null where there is none. */
  readonly frame: number | null;
  /** When the look was taken, milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** shaka-player and hls.js as they come, to prove a stream with players that are not ours. */
export class BarePlayer {
  readonly video: HTMLVideoElement;
  readonly frames: FrameReader;
  /** Everything that the player reported as an error, fatal or not. */
  readonly errors: string[] = [];

  constructor(video: HTMLVideoElement) {
    this.video = video;
    this.frames = new FrameReader(video);
  }

  async playShaka(url: string, config: object): Promise<void> {
    // The UMD file runs as a module, and names itself on the global object.
    await import('shaka-player/dist/shaka-player.compiled-es2021.js');
    const { shaka } = globalThis as typeof globalThis & { shaka: Shaka };
    const player = new shaka.Player();
    await player.attach(this.video);
    player.addEventListener('error', (event) => {
      const { code, data } = (event as Event & { detail: { code: number; data: unknown } }).detail;
      this.errors.push(`shaka ${code} ${JSON.stringify(data)}`);
    });
    player.configure(config);
    await player.load(url);
    await this.video.play();
  }

  async playHls(url: string, config: object): Promise<void> {
    const { default: Hls } = (await import(HLS_JS)) as { default: new (config: object) => HlsJs };
    const hls = new Hls(config);
    hls.on('hlsError', (_event, { type, details, fatal, error }) => {
      this.errors.push(`hls.js ${type} ${details} fatal=${fatal} ${error.message}`);
    });
    hls.loadSource(url);
    hls.attachMedia(this.video);
    await new Promise((resolve) => {
      this.video.addEventListener('canplay', resolve, { once: true });
    });
    await this.video.play();
  }

  stopFrames(): readonly ShownFrame[] {
    return this.frames.stop();
  }

  look(): BareLook {
    const { currentTime, duration, ended, buffered } = this.video;
    return {
      currentTimeSec: currentTime,
      durationSec: duration,
      isEnded: ended,
      buffered: Array.from(
        { length: buffered.length },
        (_, i) => [buffered.start(i), buffered.end(i)] as const,
      ),
      frame: this.frames.read(),
      atMs: Date.now(),
    };
  }
}

declare global {
  interface Window {
    bare: BarePlayer;
  }
}

const video = document.querySelector('video');
if (!video) throw new Error('the page has no video');
window.bare = new BarePlayer(video);
