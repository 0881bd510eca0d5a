import { Emitter, type Listener } from '../core/emitter.ts';
import { PlayerError, describeCause } from '../core/errors.ts';
import { findKnown } from '../core/find-known.ts';
import type { EngineName } from '../engine/engine.ts';
import type { Quality, QualityCaps } from '../model/quality.ts';
import { detectSource, type SourceInput } from '../source/detect-source.ts';
import { load, readStart, type LoadOptions } from './load.ts';
import type { LoadSetup } from './load-setup.ts';
import { Outbox } from './outbox.ts';
import type { PlayerEventMap } from './player-event-map.ts';
import type { PlayerStats } from './player-stats.ts';
import type { Preloader, PresentPlayback } from './preload-port.ts';
import type { PresentationInfo, RenditionInfo, TrackInfo } from '../model/presentation-info.ts';
import { assertObject, resolveConfig } from './resolve-config.ts';
import { Session, type SessionPorts } from './session.ts';
import type { PlayerState } from './state.ts';

export interface PlayerSetup extends LoadSetup, Pick<SessionPorts, 'onFirstFrame'> {
  /** @throws PlayerError `network-failed` when its code cannot be loaded */
  readonly loadPreloader: (present: PresentPlayback) => Promise<Preloader>;
}

/** The schema of caps, and what they are where none are given. */
const NO_CAPS: QualityCaps = { maxHeight: Infinity, maxBitrate: Infinity };

/**
 * Plays one source at a time on one media element. Play, pause, seek and volume stay the element's own; the player
 * follows what the element does.
 */
export class Player {
  readonly #setup: PlayerSetup;
  readonly #events: Emitter<PlayerEventMap>;
  readonly #outbox = new Outbox();
  #session: Session | null = null;
  #quality: Quality = 'auto';
  #isDestroyed = false;
  #preloader: Preloader | null = null;
  /** The call of `preload` that still counts while the code for it is on its way. */
  #preloadCall: object | null = null;

  /** @internal Made by `createPlayer`. */
  constructor(setup: PlayerSetup) {
    this.#setup = setup;
    this.#events = new Emitter((error) => {
      setup.log('error', `A listener of the player threw: ${describeCause(error)}`, { error });
    });
  }

  /**
   * Loads a source in place of the present one. The manifest request leaves before this returns.
   * Resolves when the first picture (or sound) is ready to play; it does not start playback.
   * @param source - URL of a DASH MPD or an HLS playlist, relative to the page; with a MIME type where the URL does
   *   not tell what it is.
   * @throws PlayerError when the source cannot be played: the state is `error` then. An AbortError when another
   *   `load`, `unload` or `destroy` comes before; the reason of `options.signal` when that aborts: the state is `idle`
   *   then. A signal that is aborted already changes nothing.
   */
  async load(source: SourceInput, options: LoadOptions = {}): Promise<void> {
    this.#assertAlive('load');
    assertObject(options, 'options');
    options.signal?.throwIfAborted();
    this.#preloadCall = null;
    this.#forgetPin();
    // What the app does on hearing of all this must not keep the manifest request waiting.
    // (The sessions are named in here alone: what the load's closures share must not keep the one before alive.)
    const playable = this.#outbox.hold(() => {
      const previous = this.#session;
      const session = this.#makeSession();
      this.#session = session;
      // A load that takes its place goes on with what is there.
      session.scope.onDispose(() => {
        if (!this.#session || this.#session === session) this.#setup.transport.release?.();
      });
      previous?.end(abortion('another load'));
      return load(
        session,
        source,
        options,
        () => this.#quality,
        this.#setup,
        () => this.#preloader,
      );
    });
    await playable;
  }

  /**
   * Prepares the title to be loaded next while the present one plays: manifest, index, init segments, keys and the
   * first segments, of the tracks and in the quality that `load` would choose. For a title that another engine
   * plays, that engine's code comes too, and, where that is `mse` or `shaka`, the licence of a protected one, unless
   * `config.preload.licences` is false; of what is live nothing else does, since it would be old, nor of what `native` plays,
   * which fetches by itself. It asks for nothing while the present title needs the network. A later `load` of the same source,
   * and `startSec`, then shows its first frame out of what is there, also when that is not all yet. One title is prepared at
   * a time; it is kept until the next `load` or `preload`, over `unload` too, and for `config.preload.maxAgeSec` at most. Its
   * bytes are in no load's `stats()`. Resolves when it is prepared, as far as `config.preload.maxBytes` allow and the licence
   * server answers, or a `load` has taken it over.
   * @throws PlayerError when it cannot be prepared, which leaves the present playback alone. An AbortError when another
   *   `preload`, a `load` of another source or `destroy` comes before, or the end of `maxAgeSec`, or any `load` before the
   *   code that preloads has arrived; the reason of `options.signal` when that aborts, until it is prepared.
   */
  async preload(source: SourceInput, options: LoadOptions = {}): Promise<void> {
    this.#assertAlive('preload');
    assertObject(options, 'options');
    const { signal } = options;
    signal?.throwIfAborted();
    const startSec = readStart(options.startSec);
    const descriptor = detectSource(source, this.#setup.baseUrl);
    const call = (this.#preloadCall = {});
    const preloader = (this.#preloader ??= await this.#setup.loadPreloader(this));
    signal?.throwIfAborted();
    if (call !== this.#preloadCall) throw abortion('a later call');
    await preloader.prepare(descriptor, startSec, signal);
  }

  /** Stops, frees the element and everything held but a preloaded title, and goes to `idle`. */
  unload(): void {
    this.#assertAlive('unload');
    this.#endSession('unload');
  }

  /** Ends the player for good. Idempotent, and safe in any state; every other call but a getter throws afterwards. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#preloadCall = null;
    this.#preloader?.destroy();
    this.#endSession('destroy');
    this.#outbox.post(() => {
      this.#events.clear();
    });
  }

  /** Adds a listener; returns the function that removes it. A listener that throws is logged and stops nothing. */
  on<K extends keyof PlayerEventMap>(type: K, listener: Listener<PlayerEventMap[K]>): () => void {
    this.#assertAlive('on');
    return this.#events.on(type, listener);
  }

  /** Like `on`, for the next event only. */
  once<K extends keyof PlayerEventMap>(type: K, listener: Listener<PlayerEventMap[K]>): () => void {
    this.#assertAlive('once');
    return this.#events.once(type, listener);
  }

  /** @internal Nothing is loaded, and something may be. */
  get isUnused(): boolean {
    return !this.#session && !this.#isDestroyed;
  }

  get state(): PlayerState {
    return this.#session?.state ?? 'idle';
  }

  /** Null until the manifest has been read. */
  get presentation(): PresentationInfo | null {
    return this.#session?.media.presentation ?? null;
  }

  /** The engine that plays, or tries to; null where nothing is loaded. */
  get engine(): EngineName | null {
    return this.#session?.engine?.name ?? null;
  }

  /** The tracks to choose from at this position. */
  get tracks(): readonly TrackInfo[] {
    return this.#session?.media.tracks ?? [];
  }

  get activeTracks(): readonly TrackInfo[] {
    const media = this.#session?.media;
    return media?.tracks.filter(({ id }) => media.activeTrackIds.includes(id)) ?? [];
  }

  /** The qualities to choose from: of the active video track, or of the audio where there is no video. */
  get renditions(): readonly RenditionInfo[] {
    return this.#session?.media.renditions ?? [];
  }

  /** The rendition at the playhead; null before the first frame. */
  get activeRendition(): RenditionInfo | null {
    return this.#session?.media.activeRendition ?? null;
  }

  /** Seconds on the presentation timeline; after an error, where playback had come to. */
  get positionSec(): number {
    return this.#session?.positionSec ?? 0;
  }

  /** What was asked of the picture last; caps stay for the next load, a pinned rendition does not. */
  get quality(): Quality {
    return this.#quality;
  }

  /** Plays this track in place of the active one of its kind. @throws PlayerError `track-unknown` */
  selectTrack(id: string): void {
    this.#assertAlive('selectTrack');
    findKnown('track', id, this.tracks);
    this.#session?.engine?.selectTrack(id);
  }

  /** Shows no subtitles from now on, until a text track is selected. */
  deselectText(): void {
    this.#assertAlive('deselectText');
    this.#session?.engine?.deselectText();
  }

  /**
   * Lets ABR choose (`auto`), within caps, or pins a rendition; from the next segment on.
   * @throws PlayerError `rendition-unknown`, or `config-invalid` for what is neither an id nor caps above 0
   */
  setQuality(quality: Quality): void {
    this.#assertAlive('setQuality');
    if (typeof quality === 'string') {
      if (quality !== 'auto') findKnown('rendition', quality, this.renditions);
    } else resolveConfig(NO_CAPS, (quality as QualityCaps | null | undefined) ?? null, 'quality');
    this.#session?.engine?.setQuality(quality);
    this.#quality = quality;
  }

  /** Moves the playhead to the live edge, less the latency that its manifest wants. Without effect where nothing is live. */
  goLive(): void {
    this.#assertAlive('goLive');
    const syncSec = this.#session?.liveSyncSec ?? null;
    if (syncSec !== null) this.#setup.element.currentTime = syncSec;
  }

  /** Figures of the current load, null when there is none; cheap enough to ask for every second. */
  stats(): PlayerStats | null {
    return this.#session?.stats() ?? null;
  }

  #makeSession(): Session {
    const { element, clock, onFirstFrame } = this.#setup;
    return new Session({
      element,
      clock,
      onFirstFrame,
      announce: (type, payload, atMs = clock.nowMs()) => {
        if (type === 'enginechange') this.#forgetPin(); // each engine has ids of its own
        const event = { ...payload, atMs } as PlayerEventMap[typeof type];
        this.#outbox.post(() => {
          this.#events.emit(type, event);
        });
      },
    });
  }

  #assertAlive(attempted: string): void {
    if (!this.#isDestroyed) return;
    throw new PlayerError('player-destroyed', `${attempted}() was called on a destroyed player.`, {
      attempted,
    });
  }

  #endSession(by: string): void {
    const session = this.#session;
    this.#session = null;
    this.#forgetPin();
    session?.end(abortion(by));
  }

  /** The ids of renditions belong to one presentation. */
  #forgetPin(): void {
    if (typeof this.#quality === 'string') this.#quality = 'auto';
  }
}

function abortion(by: string): DOMException {
  return new DOMException(`The load was ended by ${by}.`, 'AbortError');
}
