import { isPin } from '../../abr/is-pin.ts';
import { asPlayerError, PlayerError, stripUrl } from '../../core/errors.ts';
import { findKnown } from '../../core/find-known.ts';
import { restOfRangeSec } from '../../buffer/time-ranges.ts';
import type { ContentProtection } from '../../model/content-protection.ts';
import { hasDrm, type DrmConfig } from '../../model/drm-config.ts';
import type { KeyPlatform } from '../../core/key-ports.ts';
import type { MsePlatform } from '../../core/media-ports.ts';
import { Scope } from '../../core/scope.ts';
import type { TitleKeys } from '../../drm/title-keys.ts';
import type { Engine, EngineContext, EngineLoadOptions, EngineSnapshot } from '../../engine/engine.ts';
import type { JoinPhase } from '../../engine/engine-event.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { Quality } from '../../model/quality.ts';
import type { ResourceRequest, ResourceResponse } from '../../model/resource.ts';
import type { Protocol, SourceDescriptor } from '../../model/source.ts';
import { mayStartAfresh } from '../../playback/may-start-afresh.ts';
import { PlayWish } from '../../playback/play-wish.ts';
import { isToldLater, loadKeysCode, locksIn, type KeysCode } from './load-protection.ts';
import { MediaHost } from './media-host.ts';
import type { MseEngineConfig } from './mse-engine-config.ts';
import { loadParser, openPresentation, type ParseManifest } from './open-presentation.ts';
import type { AskForKeys, KeysHost } from './open-keys.ts';
import { Playback } from './playback.ts';
import { RenditionChooser } from '../../abr/rendition-chooser.ts';
import { Title } from './title.ts';

/** What this engine needs beside what every engine is given. */
export interface MseEngineSetup {
  readonly mse: MsePlatform;
  readonly keys: KeyPlatform;
  /** Ends the task at hand: parsing and starting in one would be a long one on a television. */
  readonly yieldToPage: () => Promise<void>;
  readonly config: MseEngineConfig;
}

export interface MseEngineContext extends EngineContext, MseEngineSetup {
  /** Of the title that is to be loaded, where they were asked for before. */
  readonly preparedKeys?: TitleKeys | null;
}

export function createMseEngine(context: MseEngineContext): Engine {
  return new MseEngine(context);
}

/** Less media than this may be too little for a decoder. */
const FED_SEC = 0.5;

/** Plays DASH and HLS through Media Source Extensions. Reads from the manifest to the frame, top to bottom. */
class MseEngine implements Engine {
  readonly name = 'mse';
  readonly #context: MseEngineContext;
  readonly #scope: Scope;
  readonly #chooser: RenditionChooser;
  readonly #playWish: PlayWish;
  readonly #phases = new Set<JoinPhase>();
  #title: Title | null = null;
  #playback: Playback | null = null;
  /** One MSE lifetime; its streams end before it when they fail, so that the last picture and the position stay. */
  #playbackScope: Scope;
  #streamScope: Scope;
  #media: MediaHost | null = null;
  /** Null: the title is not locked, or not in a way that this engine opens. */
  #keys: TitleKeys | null = null;
  /** Of an app that has set up DRM, once it is here. */
  #keysCode: KeysCode | null = null;
  /** Resolves when the keys are on the element; null: none are to come. */
  #keysOn: Promise<void> | null = null;
  /** While keys are put on, the element has no source. */
  #isFree = false;
  #rebuiltAtSec = -Infinity;

  constructor(context: MseEngineContext) {
    this.#context = context;
    this.#scope = new Scope(context.clock);
    this.#scope.onDispose(() => context.preparedKeys?.dispose()); // it may end before it comes to use them
    this.#playbackScope = this.#scope.child();
    this.#streamScope = this.#playbackScope.child();
    this.#chooser = new RenditionChooser(context.decide, context.device, context.log);
    this.#playWish = new PlayWish(context.element, this.#scope);
  }

  async load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void> {
    if (!this.#context.mse.isSupported) throw mseMissing(source.url);
    this.#chooser.quality = options.quality;
    const manifest = this.#fetchManifest(source); // leaves now; meanwhile comes the parser and the MediaSource opens
    const parser = source.protocol && loadParser(source.protocol, hasDrm(options.drm));
    parser?.catch(() => undefined); // met below, unless the manifest fails first
    if (hasDrm(options.drm)) loadKeysCode().then((code) => (this.#keysCode = code), ignore); // who needs it asks again
    this.#media = this.#attachMediaSource(source);
    const presentation = await this.#readManifest(await manifest, source.protocol, parser);
    await this.#context.yieldToPage();
    this.#scope.signal.throwIfAborted();
    const locks = locksIn(presentation);
    const code = locks.length > 0 ? await loadKeysCode() : null;
    this.#scope.signal.throwIfAborted();
    const ask = code?.planKeys(locks, options.drm, this.#context.keys) ?? null;
    const title = this.#openTitle(presentation, options, ask !== null || isToldLater(presentation, options));
    if (code && ask && presentation.protocol === 'dash') this.#keysOn = this.#openKeys(title, code, ask);
    this.#startPlayback(title, title.chooseStart());
  }

  selectTrack(trackId: string): void {
    const title = this.#title;
    if (!title) return void findKnown('track', trackId, []);
    const periodIndex = title.periodAt(this.#positionSec());
    const { selected, previous } = title.selectTrack(trackId, periodIndex);
    if (selected.id === previous?.id) return; // an app may choose whenever it is told of tracks
    title.showPeriod(periodIndex);
    if (previous === null || selected.isMuxed !== previous.isMuxed) this.#rebuild(this.#positionSec());
    else this.#playback?.replaceAhead(selected.kind);
  }

  deselectText(): void {
    // This engine shows no subtitles yet.
  }

  setQuality(quality: Quality): void {
    const renditions = this.#title?.periods.flatMap(({ tracks }) =>
      tracks.flatMap((track) => track.renditions),
    );
    const isOne = isPin(quality, renditions ?? []);
    this.#chooser.quality = quality;
    if (isOne) this.#playback?.replaceAhead();
  }

  snapshot(): EngineSnapshot {
    const positionSec = this.#positionSec();
    const durationSec = this.#title?.durationSec ?? 0;
    const buffered = (this.#playback?.buffered ?? []).filter(({ endSec, startSec }) => endSec > startSec);
    return {
      bufferAheadSec: Math.max(0, Math.min(restOfRangeSec(buffered, positionSec), durationSec - positionSec)),
      buffered: buffered.map((one) => ({ ...one, endSec: Math.min(one.endSec, durationSec) })),
      seekable: { startSec: 0, endSec: durationSec },
      live: null,
    };
  }

  destroy(): void {
    this.#scope.dispose(new DOMException('The engine was destroyed.', 'AbortError'));
    this.#playback = null;
    this.#title = null;
  }

  // --- the steps of a load ---

  #fetchManifest(source: SourceDescriptor): Promise<ResourceResponse> {
    this.#phase('manifest-requested');
    return this.#request({ type: 'manifest', urls: [source.url], signal: this.#scope.signal });
  }

  #attachMediaSource({ url }: SourceDescriptor): MediaHost {
    const { mse, element } = this.#context;
    return new MediaHost(mse, element, this.#playbackScope, {
      url: stripUrl(url),
      onOpen: () => {
        this.#phase('source-open');
      },
      onFailure: (error) => {
        this.#fail(error);
      },
    });
  }

  async #readManifest(
    response: ResourceResponse,
    expected: Protocol | null,
    parser: Promise<ParseManifest> | null,
  ): Promise<Presentation> {
    this.#phase('manifest-received');
    const presentation = await openPresentation(response, expected, parser);
    this.#phase('manifest-parsed');
    for (const warning of presentation.warnings) this.#context.log('info', warning);
    return presentation;
  }

  /** Gives when the element has them. */
  #openKeys(title: Title, code: KeysCode, ask: AskForKeys): Promise<void> {
    this.#keys = code.openKeys(title, ask, this.#context, this.#keysHost());
    return this.#keys.whenOn;
  }

  /** A media playlist tells that its media takes keys. @throws PlayerError where there is nobody to ask for them */
  #learnLock(error: PlayerError, lock: readonly ContentProtection[], drm: DrmConfig): void {
    this.#keys?.learn(lock);
    if (this.#keysOn) return; // who asks takes in all that has been told by then
    if (!hasDrm(drm)) throw error;
    const unlock = (code: KeysCode): Promise<void> => this.#unlock(code, error, lock, drm);
    const keysOn = this.#keysCode ? unlock(this.#keysCode) : loadKeysCode().then(unlock);
    this.#keysOn = keysOn.catch((cause: unknown) => {
      this.#fail(asPlayerError(cause, 'playback'));
      return new Promise(ignore);
    });
    // A decoder that was made without keys takes none later.
    if (this.#media?.isBound) void this.#keysOn.then(() => this.#rebuild(this.#positionSec()));
    else this.#media?.holdUntil(this.#keysOn);
  }

  /** Gives when the element has the keys. @throws PlayerError where there is nobody to ask for them */
  #unlock(
    code: KeysCode,
    error: PlayerError,
    lock: readonly ContentProtection[],
    drm: DrmConfig,
  ): Promise<void> {
    this.#streamScope.signal.throwIfAborted(); // it has failed meanwhile
    const title = this.#title;
    const ask = code.planKeys(lock, drm, this.#context.keys);
    if (!ask || !title) throw error;
    return this.#openKeys(title, code, ask);
  }

  #keysHost(): KeysHost {
    return {
      scope: this.#scope,
      positionSec: () => this.#positionSec(),
      freeElement: () => {
        const positionSec = this.#positionSec();
        const resume = this.#playWish.keep();
        this.#playbackScope.dispose(new DOMException('The buffer is rebuilt.', 'AbortError'));
        this.#isFree = true;
        return () => {
          this.#isFree = false;
          this.#rebuild(positionSec, resume);
        };
      },
      isFed: () => this.snapshot().bufferAheadSec > FED_SEC,
      onFailed: (error) => {
        this.#fail(error);
      },
    };
  }

  #openTitle(presentation: Presentation, options: EngineLoadOptions, isOpened: boolean): Title {
    const title = new Title(presentation, {
      ...this.#context,
      ...options,
      request: (request) => this.#request(request),
      chooser: this.#chooser,
      signal: this.#scope.signal,
      isTypeSupported: (type) => this.#context.mse.isTypeSupported(type),
      phase: (phase) => {
        this.#phase(phase);
      },
      titleKeys: () => this.#keys,
      onLocked: (error) => {
        if (!isOpened) throw error;
      },
      onLockTold: (error, lock) => {
        if (!lock) throw error;
        this.#learnLock(error, lock, options.drm);
      },
    });
    this.#title = title;
    return title;
  }

  #startPlayback(title: Title, startSec: number): void {
    const media = this.#media;
    if (!media || this.#scope.isDisposed) return;
    if (this.#keysOn) media.holdUntil(this.#keysOn);
    this.#streamScope = this.#playbackScope.child();
    const playback = new Playback(title, media, this.#streamScope, startSec, {
      firstFrame: this.#context.firstFrame,
      onRebuild: (positionSec) => {
        this.#rebuild(positionSec);
      },
      onDecodeError: (error) => {
        this.#recoverDecoder(error);
      },
      onFailed: (error) => {
        this.#fail(error);
      },
    });
    this.#playback = playback;
    playback.start(); // requests leave before the app hears of anything
    const { protocol, url, isLive } = title.presentation;
    this.#context.emit({
      type: 'presentation',
      presentation: { protocol, url, isLive, durationSec: title.durationSec },
    });
    for (const period of title.presentation.periods) title.announce(period.events);
    title.showPeriod(title.periodAt(startSec));
    title.warnOfMissing();
  }

  // --- what may happen on the way ---

  /** Makes a new MediaSource and goes on at `positionSec`, playing or paused as the app wants it. */
  #rebuild(positionSec: number, resume: () => Promise<void> = this.#playWish.keep()): void {
    const title = this.#title;
    if (!title || this.#isFree) return;
    this.#playbackScope.dispose(new DOMException('The buffer is rebuilt.', 'AbortError'));
    this.#playbackScope = this.#scope.child();
    this.#media = this.#attachMediaSource({ url: title.url, mimeType: null, protocol: null });
    this.#startPlayback(title, positionSec);
    resume().catch((error: unknown) => {
      this.#context.log('info', 'resuming after a rebuild was refused', error);
    });
  }

  /** A decoder that failed gets one fresh start at the same position. */
  #recoverDecoder(error: PlayerError): void {
    if (this.#scope.isDisposed) return;
    const positionSec = this.#positionSec();
    if (!mayStartAfresh(positionSec, this.#rebuiltAtSec)) {
      this.#fail(error);
      return;
    }
    this.#rebuiltAtSec = positionSec;
    this.#context.emit({
      type: 'recovered',
      from: error,
      how: 'the buffer was rebuilt at the same position',
    });
    this.#rebuild(positionSec);
  }

  #fail(error: PlayerError): void {
    if (this.#scope.isDisposed) return;
    this.#streamScope.dispose(error);
    this.#keys?.dispose(); // another engine may ask for them
    this.#context.emit({ type: 'failed', error });
  }

  // --- what is noted on the way ---

  async #request(request: ResourceRequest): Promise<ResourceResponse> {
    const { onData } = request;
    const noteData = (bytes: Uint8Array): void => {
      if (request.type === 'segment') this.#phase('first-bytes-received');
      onData?.(bytes);
    };
    const response = await this.#context.request(onData ? { ...request, onData: noteData } : request);
    this.#chooser.addSample(response.sample);
    return response;
  }

  /** Each phase counts the first time it is passed. */
  #phase(phase: JoinPhase): void {
    if (this.#phases.has(phase)) return;
    this.#phases.add(phase);
    this.#context.emit({ type: 'phase', phase });
  }

  #positionSec(): number {
    return this.#playback?.playheadSec() ?? this.#context.element.currentTime;
  }
}

function mseMissing(url: string): PlayerError {
  return new PlayerError(
    'mse-missing',
    'This browser has no Media Source Extensions, which DASH and HLS need here.',
    {
      url: stripUrl(url),
    },
  );
}

function ignore(): void {
  // Whoever meets it next tells of it.
}
