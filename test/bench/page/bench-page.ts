import type { BenchPlayer, CreateBenchPlayer } from './bench-player.ts';
import { FrameWatch, type SeenFrame } from './frame-watch.ts';
import { ToneMeter } from './tone-meter.ts';
import { ViewingLog, type Viewed } from './viewing-log.ts';

export interface FirstFrame {
  /** From the start of the measured time (navigation, or the call of `load()`) to the first frame. */
  readonly firstFrameMs: number;
  /** Lines of the first frame. */
  readonly firstFrameHeight: number;
}

export interface Played {
  /** From the start of the measured time until two seconds have been played. */
  readonly playedMs: number;
  /** Times that the playhead stopped after the first frame for want of data. */
  readonly stalls: number;
  /** Lines of the picture two seconds after the first frame. */
  readonly heightAt2s: number;
}

/** A start that has begun. */
export interface Start {
  readonly first: Promise<FirstFrame>;
  readonly played: Promise<Played>;
}

const PLAYED_SEC = 2;

/** What the runner drives in the page. */
export class Bench {
  readonly video: HTMLVideoElement;
  readonly frames: FrameWatch;
  readonly #player: BenchPlayer;
  #tones: ToneMeter | null = null;
  #viewing: ViewingLog | null = null;

  constructor(video: HTMLVideoElement, player: BenchPlayer) {
    this.video = video;
    this.frames = new FrameWatch(video);
    this.#player = player;
  }

  get features(): { readonly preload: boolean; readonly audio: boolean; readonly height: boolean } {
    const { preload, setAudioLanguage, setHeight } = this.#player;
    return {
      preload: preload !== undefined,
      audio: setAudioLanguage !== undefined,
      height: setHeight !== undefined,
    };
  }

  /** Loads and plays. */
  start(url: string, fromMs: number): Start {
    const { frames } = this;
    frames.reset();
    const shown = frames.until(() => true);
    const first = this.#load(url).then(() => shown);
    return {
      first: first.then(({ atMs, height }) => ({ firstFrameMs: atMs - fromMs, firstFrameHeight: height })),
      played: first.then((frame) => this.#playFrom(frame, fromMs)),
    };
  }

  /** Milliseconds from `load()` to the first frame. */
  async firstFrameOf(url: string): Promise<number> {
    const fromMs = performance.now();
    const first = this.frames.until(() => true);
    await this.#player.load(url);
    return (await first).atMs - fromMs;
  }

  /** The same element and player, another title: resolves when its first frame is shown. */
  async startOver(url: string): Promise<void> {
    // The title before was left far from its start.
    const first = this.frames.until(({ mediaSec }) => mediaSec < 1);
    await this.#player.load(url);
    await first;
  }

  /** Resolves so many milliseconds after the navigation. */
  wallClock(untilMs: number): Promise<void> {
    return this.wait(untilMs - performance.now());
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Notes from now on what the viewer meets, until `viewed()`. */
  startViewing(): void {
    this.#viewing = new ViewingLog(this.frames, this.video.currentTime);
  }

  viewed(): Viewed {
    if (!this.#viewing) throw new Error('startViewing() comes first');
    return this.#viewing.read();
  }

  /** Resolves with the picture's height when `sec` of the title have been shown. */
  async heightAt(sec: number): Promise<number> {
    return (await this.frames.until(({ mediaSec }) => mediaSec >= sec)).height;
  }

  /** Milliseconds from the request until a frame of the position, or after it, is shown. */
  async seek(toSec: number): Promise<number> {
    const fromMs = performance.now();
    // A frame from before the seek may still be on its way to the screen: only the target's own will do.
    const frame = this.frames.until(({ mediaSec }) => mediaSec > toSec - 0.06 && mediaSec < toSec + 1);
    this.video.currentTime = toSec;
    return (await frame).atMs - fromMs;
  }

  phases(): Readonly<Record<string, number>> | null {
    return this.#player.phases?.() ?? null;
  }

  isBuffered(atSec: number): boolean {
    const { buffered } = this.video;
    for (let index = 0; index < buffered.length; index++) {
      if (buffered.start(index) <= atSec && atSec < buffered.end(index)) return true;
    }
    return false;
  }

  bufferedUntilSec(): number {
    const { buffered } = this.video;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  }

  preload(url: string): Promise<void> | void {
    return this.#player.preload?.(url);
  }

  /** Milliseconds from `load()` of another title to its first frame. */
  async zap(url: string): Promise<{ readonly firstFrameMs: number; readonly height: number }> {
    const fromMs = performance.now();
    // The title before plays far from its start: a frame near the start is the new title's.
    const first = this.frames.until(({ mediaSec }) => mediaSec < 1);
    await this.#player.load(url);
    const { atMs, height } = await first;
    return { firstFrameMs: atMs - fromMs, height };
  }

  /** Leads the sound through an analyser, so that a change of language can be heard. */
  async listen(): Promise<void> {
    this.#tones ??= await ToneMeter.open(this.video);
  }

  /** Resolves when the sound is of this tone. */
  async heard(hz: number): Promise<void> {
    await this.#tones?.heard(hz);
  }

  /** Resolves when so much more has been shown. */
  async playOn(sec: number): Promise<void> {
    const untilSec = this.video.currentTime + sec;
    await this.frames.until(({ mediaSec }) => mediaSec >= untilSec);
  }

  /** Milliseconds from the choice of a language until its tone is heard, and stalls meanwhile. */
  async switchAudio(language: string, hz: number): Promise<{ readonly ms: number; readonly stalls: number }> {
    if (!this.#tones) throw new Error('listen() comes first');
    return this.#countingStalls(async (tones) => {
      this.#player.setAudioLanguage?.(language);
      await tones.heard(hz);
    }, this.#tones);
  }

  /** Milliseconds from the choice of a height until it is shown, and stalls meanwhile. */
  switchHeight(height: number): Promise<{ readonly ms: number; readonly stalls: number }> {
    return this.#countingStalls(async () => {
      const shown = this.frames.until((frame) => frame.height === height);
      this.#player.setHeight?.(height);
      await shown;
    }, null);
  }

  async #load(url: string): Promise<void> {
    await this.#player.load(url);
  }

  async #playFrom(first: SeenFrame, fromMs: number): Promise<Played> {
    const { frames, video } = this;
    // The element waits until its first frame: what it says from here on is a stall.
    let stalls = 0;
    const onWaiting = (): void => {
      if (!video.seeking) stalls++;
    };
    video.addEventListener('waiting', onWaiting);
    const last = await frames.until(({ mediaSec }) => mediaSec >= first.mediaSec + PLAYED_SEC);
    video.removeEventListener('waiting', onWaiting);
    return { playedMs: last.atMs - fromMs, stalls, heightAt2s: last.height };
  }

  async #countingStalls<T>(
    change: (extra: T) => Promise<void>,
    extra: T,
  ): Promise<{ ms: number; stalls: number }> {
    let stalls = 0;
    const onWaiting = (): void => {
      stalls++;
    };
    this.video.addEventListener('waiting', onWaiting);
    const fromMs = performance.now();
    await change(extra);
    const ms = performance.now() - fromMs;
    this.video.removeEventListener('waiting', onWaiting);
    return { ms, stalls };
  }
}

declare global {
  interface Window {
    bench: Bench;
    /** The start that the page's address asked for. */
    benchStart: Start | undefined;
  }
}

/**
 * What every adapter ends with: the page is ready, and starts at once where its address names a title (`?load=`). `?licence=` is the server
 * of its keys, in the key system `?system=`.
 */
export function openBench(create: CreateBenchPlayer): void {
  const video = document.querySelector('video');
  if (!video) throw new Error('the page has no video element');
  const query = new URLSearchParams(location.search);
  const [licence, system] = [query.get('licence'), query.get('system')];
  window.bench = new Bench(video, create(video, licence && system ? { [system]: licence } : null));
  const url = query.get('load');
  // Performance times count from the navigation.
  if (url !== null) window.benchStart = window.bench.start(url, 0);
}
