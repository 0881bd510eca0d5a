/** A tone counts as heard within this distance, Hz: two bins of the analyser. */
const NEAR_HZ = 12;
/** Bins quieter than this hold nothing, dB. */
const SILENCE_DB = -90;

/** Hears which tone the element sounds. */
export class ToneMeter {
  readonly #analyser: AnalyserNode;
  readonly #levels: Float32Array<ArrayBuffer>;

  private constructor(analyser: AnalyserNode) {
    this.#analyser = analyser;
    this.#levels = new Float32Array(analyser.frequencyBinCount);
  }

  /** Takes the element's sound; an element can be taken once. */
  static async open(video: HTMLVideoElement): Promise<ToneMeter> {
    video.muted = false;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    // 8192 samples at 48 kHz: bins of 6 Hz, and 170 ms of sound in each look.
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    context.createMediaElementSource(video).connect(analyser);
    // Nothing is pulled through a graph that ends nowhere.
    analyser.connect(context.destination);
    await context.resume();
    return new ToneMeter(analyser);
  }

  /** Resolves when this tone is the loudest; looks once a display frame. */
  heard(hz: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (Math.abs(this.#loudestHz() - hz) < NEAR_HZ) resolve();
        else requestAnimationFrame(look);
      };
      look();
    });
  }

  #loudestHz(): number {
    this.#analyser.getFloatFrequencyData(this.#levels);
    let loudest = 0;
    this.#levels.forEach((level, bin) => {
      if (level > (this.#levels[loudest] ?? -Infinity)) loudest = bin;
    });
    const isSilent = (this.#levels[loudest] ?? -Infinity) < SILENCE_DB;
    return isSilent ? 0 : (loudest * this.#analyser.context.sampleRate) / this.#analyser.fftSize;
  }
}
