import type { Clock } from '../core/clock.ts';
import { asPlayerError } from '../core/errors.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import { Scope } from '../core/scope.ts';
import type { Engine, EngineSnapshot } from '../engine/engine.ts';
import type { EngineEvent, JoinPhase } from '../engine/engine-event.ts';
import type { EngineChange } from './engine-chooser.ts';
import { watchElement, type ElementWatch } from './element-watch.ts';
import { JoinTimer } from './join-timer.ts';
import { LoadedMedia } from './loaded-media.ts';
import { PlaybackTally } from './playback-tally.ts';
import type { Announce } from './player-event-map.ts';
import type { PlayerStats } from './player-stats.ts';
import { reduce, type PlayerState, type StateEvent } from './state.ts';

export interface SessionPorts {
  readonly element: MediaElementPort;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Calls `run` once when the next source shows its first picture (sound, where it has none); returns the cancel. */
  readonly onFirstFrame: (run: () => void) => () => void;
}

/** What can be read only while the engine and its source are there. */
interface Reading {
  readonly positionSec: number;
  readonly frames: { readonly droppedVideoFrames: number; readonly totalVideoFrames: number } | null;
  readonly engine: EngineSnapshot;
}

const NOTHING_YET: EngineSnapshot = {
  bufferAheadSec: 0,
  buffered: [],
  seekable: { startSec: 0, endSec: 0 },
  live: null,
};

/**
 * The lifetime of one load: owns its engine, listeners and figures. When it is over (`end`, `fail`) nothing of it
 * runs any more, and what it last knew stays readable.
 */
export class Session {
  readonly scope: Scope;
  readonly media: LoadedMedia;
  /** Settles when the first picture is there, or the session is over before. */
  readonly playable: Promise<void>;
  /** Resolves when the first picture (sound, where there is none) is on the screen; else never. */
  readonly firstFrame: Promise<void>;
  readonly #ports: SessionPorts;
  readonly #join: JoinTimer;
  readonly #tally = new PlaybackTally();
  readonly #bytes = { video: 0, audio: 0, other: 0 };
  #state: PlayerState = 'idle';
  #stalledAtMs = 0;
  #engine: Engine | null = null;
  #dropEngine: () => void = () => undefined;
  #watch: ElementWatch | null = null;
  #lastReading: Reading | null = null;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;
  #noteFirstFrame!: () => void;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.scope = new Scope(ports.clock);
    this.#join = new JoinTimer(ports.clock.nowMs());
    this.media = new LoadedMedia(ports.announce, () => this.#read().engine.seekable);
    this.playable = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.firstFrame = new Promise((resolve) => {
      this.#noteFirstFrame = resolve;
    });
  }

  get state(): PlayerState {
    return this.#state;
  }

  get engine(): Engine | null {
    return this.scope.isDisposed ? null : this.#engine;
  }

  /** Where a follower of the live edge would be; null where nothing is live. */
  get liveSyncSec(): number | null {
    return this.#read().engine.live?.syncSec ?? null;
  }

  get positionSec(): number {
    return this.#read().positionSec;
  }

  /** Enters `loading` and watches the element. `signal` counts until the load has settled. */
  begin(signal: AbortSignal | undefined): void {
    const { element, onFirstFrame } = this.#ports;
    this.#watch = watchElement(
      element,
      this.scope,
      () => this.#state,
      (event) => {
        this.#dispatch(event);
      },
    );
    this.scope.onDispose(
      onFirstFrame(() => {
        this.#mark('first-frame');
        this.#noteFirstFrame();
      }),
    );
    if (signal) {
      const unfollow = this.scope.listen(signal, 'abort', () => {
        this.end(signal.reason);
      });
      void this.playable.then(unfollow, unfollow);
    }
    this.#mark('load');
    this.#dispatch({ type: 'load' });
  }

  /** Makes the engine's life part of this session's; one before it, which could not start, ends. */
  adopt(engine: Engine, change: EngineChange): void {
    this.#dropEngine();
    this.#engine = engine;
    const forget = this.scope.onDispose(() => {
      engine.destroy();
    });
    this.#dropEngine = () => {
      forget();
      engine.destroy();
    };
    this.#ports.announce('enginechange', change);
  }

  receive(event: Exclude<EngineEvent, { type: 'failed' }>): void {
    if (event.type === 'transfer') {
      // Those too that the end of this session cut off, and that it hears of only behind it.
      const { type, trackKind, bytes } = event.sample;
      const isMedia = type === 'segment' && (trackKind === 'video' || trackKind === 'audio');
      this.#bytes[isMedia ? trackKind : 'other'] += bytes;
    }
    if (this.scope.isDisposed) return;
    if (event.type === 'phase') {
      this.#mark(event.phase);
      return;
    }
    if (event.type === 'gap-jumped') this.#watch?.expectOwnSeek();
    this.media.receive(event);
    if (event.type === 'rendition-shown')
      this.#tally.setBitrate(this.media.bitrateBps, this.#ports.clock.nowMs());
  }

  /** Playback cannot go on: state `error`. What was thrown at an end that was asked for is none. */
  fail(cause: unknown): void {
    if (this.scope.isDisposed) return;
    const error = asPlayerError(cause, 'playback');
    this.#close(error, { type: 'fail' });
    this.#ports.announce('error', { error });
  }

  /** Ends the load: state `idle`; a pending `playable` rejects with the reason. */
  end(reason: unknown): void {
    if (!this.scope.isDisposed) this.#close(reason, { type: 'unload' });
    // From `error`: what ran is closed already.
    else this.#dispatch({ type: 'unload' });
  }

  stats(): PlayerStats {
    const { positionSec, frames, engine } = this.#read();
    const { media } = this;
    return {
      joinTime: this.#join.read(),
      positionSec,
      bufferAheadSec: engine.bufferAheadSec,
      liveLatencySec: engine.live?.latencySec ?? null,
      ...this.#tally.read(this.#ports.clock.nowMs()),
      currentBitrateBps: media.bitrateBps,
      estimateBps: media.decision?.estimateBps ?? null,
      decision: media.decision,
      switchCount: media.switchCount,
      droppedFrames: frames?.droppedVideoFrames ?? null,
      totalFrames: frames?.totalVideoFrames ?? null,
      bytes: { ...this.#bytes },
    };
  }

  #close(reason: unknown, event: StateEvent): void {
    this.#lastReading = this.#read();
    this.scope.dispose(reason);
    this.#reject(reason);
    this.#dispatch(event);
  }

  #read(): Reading {
    const { element } = this.#ports;
    return (
      this.#lastReading ?? {
        positionSec: element.currentTime,
        frames: element.getVideoPlaybackQuality?.() ?? null,
        engine: this.#engine?.snapshot() ?? NOTHING_YET,
      }
    );
  }

  #mark(phase: JoinPhase): void {
    const nowMs = this.#ports.clock.nowMs();
    const sinceLoadMs = this.#join.mark(phase, nowMs);
    if (sinceLoadMs !== null) this.#ports.announce('phase', { phase, sinceLoadMs }, nowMs);
  }

  #dispatch(event: StateEvent): void {
    const from = this.#state;
    const to = reduce(from, event);
    if (to === from) return;
    const { announce, clock } = this.#ports;
    const nowMs = clock.nowMs();
    const { positionSec } = this;
    const stalledAtMs = this.#stalledAtMs;
    this.#state = to;
    this.#stalledAtMs = nowMs;
    this.#tally.setState(to, nowMs);
    if (to === 'ready') this.#resolve();
    announce('statechange', { from, to }, nowMs);
    if (from === 'stalled') announce('stallend', { positionSec, durationMs: nowMs - stalledAtMs }, nowMs);
    // A listener may have ended the session meanwhile.
    if (this.#state !== to) return;
    if (to === 'stalled') announce('stallstart', { positionSec }, nowMs);
    if (to === 'ended') announce('ended', {}, nowMs);
  }
}
