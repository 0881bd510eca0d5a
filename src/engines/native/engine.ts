import { isPin } from '../../abr/is-pin.ts';
import { toTimeRanges } from '../../buffer/time-ranges.ts';
import { PlayerError, stripUrl } from '../../core/errors.ts';
import { findKnown } from '../../core/find-known.ts';
import { Scope } from '../../core/scope.ts';
import type { Transport } from '../../core/transport.ts';
import type { Engine, EngineContext, EngineLoadOptions, EngineSnapshot } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';
import { nativeType } from '../../engine/select-engine.ts';
import type { PresentationFacts, RenditionInfo } from '../../model/presentation-info.ts';
import type { Quality } from '../../model/quality.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import { HoleWatch } from '../../playback/hole-watch.ts';
import { toPlayerError } from './errors.ts';
import { answerKeyNeeds } from './fairplay.ts';
import { findRefusal } from './find-refusal.ts';
import type { KeyPlatformPort } from './key-ports.ts';
import { LicenceServer } from './licence-server.ts';
import type { NativeElementPort } from './native-element.ts';
import { SnapshotReader } from './snapshot.ts';
import { NativeTracks, VIDEO_ID } from './tracks.ts';

/** What this engine needs beside what every engine is given. */
export interface NativeEngineSetup {
  readonly keys: KeyPlatformPort;
  /** For licences. */
  readonly transport: Transport;
  readonly withCredentials: boolean;
}

export interface NativeEngineContext extends EngineContext, NativeEngineSetup {}

/** HTMLMediaElement.HAVE_CURRENT_DATA: a picture is there. */
const HAVE_CURRENT_DATA = 2;
/** MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED: all that could be wrong with a source that does not open. */
const SRC_NOT_SUPPORTED = 4;

export function createNativeEngine(context: NativeEngineContext): Engine {
  return new NativeEngine(context);
}

/**
 * Playback by the media element itself: one file, or HLS where the browser plays it. The platform fetches manifest and
 * media, chooses the picture's quality and recovers by itself: no request of it passes the player's network policy, no
 * `transfer` is told, caps on the quality are without effect (a pin of what does not play is `rendition-unknown`), and
 * a server that never answers is waited for as long as the platform likes. A duration of Infinity is taken for live,
 * also where a file only does not state its own. What the app has set on the element (`crossorigin`, `playsinline`,
 * `disableRemotePlayback` and `x-webkit-airplay`) stays as it is: WebKit's presentation modes and AirPlay work.
 */
class NativeEngine implements Engine {
  readonly name = 'native';
  readonly #context: NativeEngineContext;
  readonly #element: NativeElementPort;
  readonly #scope: Scope;
  /** Ends with the first failure; what is on the element stays until `destroy`. */
  readonly #watching: Scope;
  readonly #reader: SnapshotReader;
  /** Null until the element knows its source. */
  #facts: PresentationFacts | null = null;
  #tracks: NativeTracks | null = null;
  #toldTracks = '';
  /** The one that plays, as far as the element tells; none without a picture. */
  #renditions: readonly RenditionInfo[] = [];
  #shownId: string | null = null;
  #settle: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | null = null;

  constructor(context: NativeEngineContext) {
    this.#context = context;
    // Every element that a player is made on is one; tests bring their own.
    this.#element = context.element as NativeElementPort;
    this.#scope = new Scope(context.clock);
    this.#watching = this.#scope.child();
    this.#reader = new SnapshotReader(this.#element, context.clock);
  }

  async load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void> {
    this.#assertPlayable(source);
    this.#noteQuality(options.quality);
    const known = new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#scope.onDispose(() => {
        reject(this.#scope.signal.reason as Error);
      });
    });
    this.#attach(source.url); // its events come in tasks of their own
    this.#emit({ type: 'phase', phase: 'manifest-requested' });
    this.#watch(source, options);
    await known;
  }

  selectTrack(trackId: string): void {
    findKnown('track', trackId, this.#tracks?.read().tracks ?? []);
    this.#tracks?.select(trackId);
    this.#tellTracks();
  }

  deselectText(): void {
    this.#tracks?.showText(null);
    this.#tellTracks();
  }

  setQuality(quality: Quality): void {
    isPin(quality, this.#renditions); // one that does not play is refused
    this.#noteQuality(quality);
  }

  snapshot(): EngineSnapshot {
    return this.#reader.read(this.#facts?.isLive ?? false);
  }

  destroy(): void {
    this.#scope.dispose(new DOMException('The engine was destroyed.', 'AbortError'));
  }

  // --- the steps of a load ---

  #assertPlayable(source: SourceDescriptor): void {
    const type = nativeType(source);
    if (type !== null && this.#element.canPlayType(type) !== '') return;
    const url = stripUrl(source.url);
    const detected = type ?? source.protocol ?? 'a source of unknown kind';
    throw new PlayerError(
      'source-unsupported',
      `Loading "${url}": the element itself plays no ${detected}. Offer a type that it says it plays.`,
      { url, detected },
    );
  }

  /** Sets the source, which the platform asks for at once, and takes it off at the end unless another has come. */
  #attach(url: string): void {
    const element = this.#element;
    const preload = element.getAttribute('preload');
    element.setAttribute('preload', 'auto'); // a first picture without `play()`
    element.src = url;
    const { src } = element;
    this.#scope.onDispose(() => {
      restorePreload(element, preload);
      if (element.src !== src) return;
      element.removeAttribute('src');
      element.load();
    });
  }

  #watch(source: SourceDescriptor, options: EngineLoadOptions): void {
    const element = this.#element;
    const { keys, log } = this.#context;
    const watching = this.#watching;
    const tracks = new NativeTracks(element, options.preferredAudioLanguages);
    watching.listen(element, 'loadedmetadata', () => {
      this.#start(source, options.startSec, tracks);
    });
    watching.listen(element, 'durationchange', () => {
      this.#tellDuration();
    });
    watching.listen(element, 'loadeddata', () => {
      this.#showRendition();
    });
    watching.listen(element, 'resize', () => {
      this.#tellRenditions();
    });
    watching.listen(element, 'error', () => void this.#explain(source));
    tracks.watch(watching, () => {
      this.#tellTracks();
    });
    this.#reader.learnHoldBack(watching);
    // Chromium's own HLS player waits for ever before a hole of a few frames between two segments.
    new HoleWatch({
      ...{ element, clock: this.#context.clock, scope: watching, source: 'platform' },
      buffered: () => toTimeRanges(element.buffered),
      onJump: (gap) => {
        this.#emit({ type: 'gap-jumped', gap });
      },
    });
    answerKeyNeeds({
      element,
      keys,
      log,
      scope: this.#scope,
      url: stripUrl(source.url),
      server: LicenceServer.of(options.drm, this.#context, this.#scope),
      onFailed: (error) => {
        this.#fail(error);
      },
    });
  }

  /** The element knows its source. */
  #start({ url, protocol }: SourceDescriptor, startSec: number | null, tracks: NativeTracks): void {
    const { duration } = this.#element;
    const isLive = duration === Infinity;
    if (startSec !== null) this.#seekTo(startSec, isLive);
    tracks.preferLanguage();
    this.#tracks = tracks;
    this.#facts = {
      protocol: protocol === 'hls' ? 'hls' : 'file',
      url,
      isLive,
      durationSec: Number.isFinite(duration) ? duration : null,
    };
    this.#emit({ type: 'phase', phase: 'manifest-parsed' });
    this.#emit({ type: 'presentation', presentation: this.#facts });
    this.#tellTracks();
    this.#tellRenditions();
    this.#settle?.resolve();
  }

  /** A live presentation starts where the platform wants, unless its window holds the wanted position. */
  #seekTo(startSec: number, isLive: boolean): void {
    const { seekable } = this.snapshot();
    if (isLive && (startSec < seekable.startSec || startSec > seekable.endSec))
      this.#context.log('info', 'the start position is outside of the live window', { startSec, seekable });
    else this.#element.currentTime = startSec;
  }

  // --- what may happen on the way ---

  async #explain(source: SourceDescriptor): Promise<void> {
    const { error } = this.#element;
    if (!error) return; // another source has come since
    const { code, message } = error;
    const positionSec = this.#element.currentTime;
    const isUnclear = code === SRC_NOT_SUPPORTED && !this.#facts;
    const metBeside = isUnclear ? await findRefusal(source, this.#context.request, this.#scope) : null;
    const fault = toPlayerError({ url: stripUrl(source.url), code, message, positionSec, metBeside });
    if (fault) {
      this.#fail(fault);
      return;
    }
    this.#context.log('info', 'the browser stopped fetching at its user’s wish', message);
    this.#settle?.reject(new DOMException('The browser stopped fetching at its user’s wish.', 'AbortError'));
  }

  /** Once. */
  #fail(error: PlayerError): void {
    if (this.#watching.isDisposed) return;
    this.#watching.dispose(error);
    if (this.#facts) this.#emit({ type: 'failed', error });
    else this.#settle?.reject(error);
  }

  #tellDuration(): void {
    const { duration } = this.#element;
    const facts = this.#facts;
    if (!facts || Number.isNaN(duration)) return;
    const isLive = duration === Infinity;
    const durationSec = isLive ? null : duration;
    if (isLive === facts.isLive && durationSec === facts.durationSec) return;
    const presentation = (this.#facts = { ...facts, isLive, durationSec });
    if (isLive !== facts.isLive || durationSec === null) this.#emit({ type: 'presentation', presentation });
    else this.#emit({ type: 'duration', durationSec });
  }

  #tellTracks(): void {
    if (!this.#facts || !this.#tracks) return;
    const list = this.#tracks.read();
    const told = JSON.stringify(list);
    if (told === this.#toldTracks) return;
    this.#toldTracks = told;
    this.#emit({ type: 'tracks', ...list });
  }

  #tellRenditions(): void {
    if (!this.#facts) return;
    this.#renditions = describeRenditions(this.#element);
    this.#emit({ type: 'renditions', renditions: this.#renditions });
    this.#tellTracks(); // a picture may have come, or gone
    if (this.#element.readyState >= HAVE_CURRENT_DATA) this.#showRendition();
  }

  #showRendition(): void {
    const id = this.#renditions[0]?.id;
    if (id === undefined || id === this.#shownId) return;
    this.#shownId = id;
    this.#emit({ type: 'rendition-shown', renditionId: id, trackId: VIDEO_ID });
  }

  /** The app may end it all on hearing of something: then nothing more is told. */
  #emit(event: EngineEvent): void {
    if (!this.#scope.isDisposed) this.#context.emit(event);
  }

  #noteQuality(quality: Quality): void {
    if (quality !== 'auto')
      this.#context.log('info', 'the element chooses its quality by itself: this is without effect', quality);
  }
}

/** Puts back what was there, unless the app has said otherwise since. */
function restorePreload(element: NativeElementPort, before: string | null): void {
  if (element.getAttribute('preload') !== 'auto') return;
  if (before === null) element.removeAttribute('preload');
  else element.setAttribute('preload', before);
}

function describeRenditions({ videoWidth, videoHeight }: NativeElementPort): readonly RenditionInfo[] {
  if (videoWidth === 0) return [];
  const rendition = {
    id: `${videoWidth}x${videoHeight}`,
    bandwidthBps: 0,
    averageBandwidthBps: null,
    width: videoWidth,
    height: videoHeight,
    frameRate: null,
    videoRange: null,
    codecs: null,
  };
  return [rendition];
}
