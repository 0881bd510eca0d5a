import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { Scope } from '../../core/scope.ts';
import type { EngineContext, EngineLoadOptions } from '../../engine/engine.ts';
import { keySystemsOf } from '../../engine/read-drm.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import { mimeTypeOf } from '../../source/mime-type-of.ts';
import { BUFFER_GOAL_SEC, createVendorConfig } from './config.ts';
import { toPlayerError } from './errors.ts';
import type { Shaka } from './load-vendor.ts';
import { Carrier, claimRequests } from './network.ts';
import { chooseStartAudio } from './start-audio.ts';

export type ReadyOptions = Pick<EngineLoadOptions, 'drm' | 'preferredAudioLanguages'>;
export type ReadyContext = Pick<EngineContext, 'request' | 'clock' | 'log'>;

/** A Shaka player for one engine, with the keys of the title that this loads. */
export interface TakenPlayer {
  readonly player: shaka.Player;
  /** What it is to load; null: its keys are lost meanwhile, and the title is loaded as any other. */
  readonly preload: () => shaka.media.PreloadManager | null;
  /** `timelineregionadded`, as they came. */
  readonly regionEvents: readonly Event[];
}

/**
 * A Shaka player that reads the manifest of a protected title and asks for its keys, while another title is on the element.
 * It fetches no media: which of it, a decision says, and that is the load's. So of HLS it finds the keys that
 * EXT-X-SESSION-KEY tells; where only media playlists do, the load begins with nothing.
 * @see https://datatracker.ietf.org/doc/html/rfc8216#section-4.3.4.5
 */
export class ReadyPlayer {
  /** Resolves when the keys are here. Rejects with PlayerError when something on the way there failed, or with the reason of its end. */
  readonly whenReady: Promise<void>;
  readonly #shaka: Shaka;
  readonly #context: ReadyContext;
  /** Ends when an engine takes the player, or nobody is to. */
  readonly #scope: Scope;
  readonly #player: shaka.Player;
  readonly #regionEvents: Event[] = [];
  #hasAskedForKeys = false;
  /** What Shaka has preloaded, where that is all here and still stands. */
  #keys: shaka.media.PreloadManager | null = null;

  constructor(shaka: Shaka, source: SourceDescriptor, options: ReadyOptions, context: ReadyContext) {
    this.#shaka = shaka;
    this.#context = context;
    this.#scope = new Scope(context.clock);
    this.#player = new shaka.Player();
    const ended = new Promise<never>((_resolve, reject) => {
      this.#scope.onDispose(() => {
        reject(this.#scope.signal.reason as Error); // Shaka itself says nothing then
      });
    });
    const prepared = this.#prepare(source, options).catch((thrown: unknown) => {
      throw this.#inWords(thrown, source, options);
    });
    this.whenReady = Promise.race([prepared, ended]);
    this.whenReady.catch(() => {
      this.free(); // whoever waits meets the error
    });
  }

  /**
   * Gives its player away; null where that has no keys (yet): it is freed then. Shaka would keep the load waiting for each licence
   * that was asked for beforehand, and fail it with any one that is refused.
   */
  take(): TakenPlayer | null {
    if (this.#scope.isDisposed) return null;
    if (!this.#keys) {
      this.free();
      return null;
    }
    this.#scope.dispose(new DOMException('An engine has taken the player.', 'AbortError'));
    return { player: this.#player, preload: () => this.#keys, regionEvents: this.#regionEvents };
  }

  /** Ends it and its sessions, unless it was taken. Idempotent. */
  free(): void {
    this.#end(new DOMException('The title is not to be loaded.', 'AbortError'));
  }

  #end(reason: unknown): void {
    if (this.#scope.isDisposed) return;
    this.#scope.dispose(reason);
    this.#player.destroy().catch((error: unknown) => {
      this.#context.log('info', 'Shaka Player could not end well', error);
    });
  }

  #inWords(thrown: unknown, { url }: SourceDescriptor, { drm }: ReadyOptions): unknown {
    const scene = {
      url,
      codecs: [],
      keySystems: keySystemsOf(drm),
      positionSec: 0,
      bufferGoalSec: BUFFER_GOAL_SEC,
    };
    return toPlayerError(this.#shaka.util.Error, thrown, scene) ?? thrown;
  }

  async #prepare(source: SourceDescriptor, options: ReadyOptions): Promise<void> {
    const { drm, preferredAudioLanguages } = options;
    const player = this.#player;
    const scope = this.#scope;
    const { clock, request } = this.#context;
    const carrier = new Carrier(this.#shaka, {
      ...{ clock, scope, request },
      onRequest: () => ({}),
      onData: ignore,
      onResponse: ignore,
      onTextFailure: ignore,
      firstSegment: () => null,
    });
    const manifest = carrier.fetchManifest(source.url);
    claimRequests(this.#shaka, player, carrier.carry);
    const { LICENSE } = this.#shaka.net.NetworkingEngine.RequestType;
    player.getNetworkingEngine()?.registerRequestFilter((type) => {
      if (type === LICENSE) this.#hasAskedForKeys = true;
    });
    const { adaptationSetCriteriaFactory: createCriteria, textDisplayFactory } = player.getConfiguration();
    // Of several licences one is refused, a renewal is, or the keys run out: it is of no use any more, in an engine's hands either.
    const lose = (thrown: unknown): void => {
      this.#keys = null;
      this.#end(this.#inWords(thrown, source, options));
    };
    const config = createVendorConfig(source.protocol, drm, {
      abrFactory: chooseNothing,
      adaptationSetCriteriaFactory: () => chooseStartAudio(createCriteria(), preferredAudioLanguages),
      textDisplayFactory,
    });
    player.configure({ ...config, drm: { ...config.drm, failureCallback: lose } });
    const mimeType = await mimeTypeOf(source, manifest);
    scope.signal.throwIfAborted();
    const preload = await player.preload(source.url, null, mimeType);
    if (!preload) throw new Error('Shaka Player leaves such a title to the element');
    preload.addEventListener('error', (event) => {
      lose((event as Event & { readonly detail?: unknown }).detail);
    });
    scope.listen(preload, 'timelineregionadded', (event) => this.#regionEvents.push(event));
    await preload.waitForFinish();
    scope.signal.throwIfAborted();
    // What Shaka has not known to be locked when it read the manifest, it does not unlock later.
    if (!this.#hasAskedForKeys) throw new Error('its manifest does not tell what to ask for keys with');
    this.#keys = preload;
  }
}

/** Shaka fetches the start of what is chosen; where nothing is, it fetches nothing (5.2.12), whatever its types say. */
const noVariant = (): shaka.extern.Variant | null => null;

function chooseNothing(): shaka.extern.AbrManager {
  return {
    chooseVariant: noVariant as () => shaka.extern.Variant,
    setVariants: () => false,
    getBandwidthEstimate: () => 0,
    ...{ init: ignore, enable: ignore, disable: ignore, stop: ignore, release: ignore, configure: ignore },
    ...{ trySuggestStreams: ignore, setCmsdManager: ignore, setMediaElement: ignore },
    ...{ playbackRateChanged: ignore, segmentDownloaded: ignore },
  };
}

function ignore(): void {
  // What is heard before the load is nobody's.
}
