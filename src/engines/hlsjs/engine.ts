import type Hls from 'hls.js';
import type { HlsConfig, ManifestLoadedData } from 'hls.js';
import { bufferedAheadSec, readBuffer } from '../../buffer/read-buffer.ts';
import { toTimeRanges } from '../../buffer/time-ranges.ts';
import { isPin } from '../../abr/is-pin.ts';
import { describeCause, type PlayerError } from '../../core/errors.ts';
import { findKnown } from '../../core/find-known.ts';
import { Scope } from '../../core/scope.ts';
import type { Engine, EngineContext, EngineLoadOptions, EngineSnapshot } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';
import {
  toEngineError,
  type FaultCode,
  type FaultScene,
  type VendorFault,
} from '../../engine/vendor-fault.ts';
import type { Quality } from '../../model/quality.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import { FirstPictureWatch } from '../../playback/first-picture-watch.ts';
import { HoleWatch } from '../../playback/hole-watch.ts';
import { LoadOutcome } from '../../playback/load-outcome.ts';
import { watchFrames } from '../../playback/watch-frames.ts';
import { createAbrController } from './abr.ts';
import { createAudioStream } from './audio-stream.ts';
import { createHlsConfig, drmSettings, setLive } from './config.ts';
import { Faults } from './faults.ts';
import type { AbrHost, LevelChooser } from './level-chooser.ts';
import type { HlsJs } from './load-vendor.ts';
import { createLoaderClass } from './network.ts';
import { listRenditions } from './renditions.ts';
import { Report } from './report.ts';
import { takeSnapshot } from './snapshot.ts';
import { watchEnd } from './watch-end.ts';

export function createHlsJsEngine(context: EngineContext, hlsJs: HlsJs): Engine {
  return new HlsJsEngine(context, hlsJs);
}

/** One load in hls.js. */
interface Title {
  readonly hls: Hls;
  readonly report: Report;
}

/**
 * Plays HLS with hls.js. Kinora's network carries its requests and Kinora's ABR chooses its levels; what hls.js decides
 * by itself is when to fetch, how to transmux and what to append.
 */
class HlsJsEngine implements Engine {
  readonly name = 'hlsjs';
  readonly #context: EngineContext;
  readonly #hlsJs: HlsJs;
  readonly #scope: Scope;
  readonly #outcome: LoadOutcome;
  readonly #firstPicture: FirstPictureWatch;
  readonly #choosers = new Set<LevelChooser>();
  #title: Title | null = null;
  #quality: Quality = 'auto';
  #keySystems: readonly string[] = [];
  #codecs: readonly string[] = [];
  /** Of what was asked for; as soon as it has answered, of what did. */
  #manifestUrl = '';

  constructor(context: EngineContext, hlsJs: HlsJs) {
    this.#context = context;
    this.#hlsJs = hlsJs;
    this.#scope = new Scope(context.clock);
    this.#outcome = new LoadOutcome({
      ...{ element: context.element, scope: this.#scope },
      aheadSec: () => bufferedAheadSec(context.element),
      onFailed: (error) => this.#emit({ type: 'failed', error }),
    });
    this.#firstPicture = new FirstPictureWatch({
      ...{ element: context.element, scope: this.#scope },
      mustShowSoon: () => this.#title?.report.isLive === false && !needsKeys(this.#title.hls),
      onStuck: () => {
        const words = 'The first picture does not come, and hls.js does nothing more for it';
        this.#fail(this.#toError('engine-failed', { vendorCode: 'none', words }));
      },
    });
  }

  async load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void> {
    this.#quality = options.quality;
    this.#keySystems = Object.keys(drmSettings(options.drm).drmSystems ?? {});
    this.#manifestUrl = source.url;
    const { hls, report } = this.#open(options);
    report.phase('manifest-requested');
    hls.loadSource(source.url); // its request leaves now; meanwhile the MediaSource opens
    hls.attachMedia(this.#context.element as HTMLMediaElement);
    await this.#outcome.started;
  }

  selectTrack(trackId: string): void {
    const report = this.#title?.report;
    findKnown('track', trackId, report?.tracks.read().tracks ?? []);
    report?.tracks.select(trackId);
    report?.tellTracks();
  }

  deselectText(): void {
    this.#title?.report.tracks.hideText();
    this.#title?.report.tellTracks();
  }

  setQuality(quality: Quality): void {
    const hls = this.#title?.hls;
    const isOne = isPin(quality, listRenditions(hls?.levels ?? []));
    this.#quality = quality;
    this.#forgetDecisions();
    if (isOne && hls?.hasEnoughToStart) hls.nextLevel = -1; // the buffer ahead is replaced; the ABR answers with the pin
  }

  snapshot(): EngineSnapshot {
    return takeSnapshot(this.#title?.hls ?? null, this.#context);
  }

  destroy(): void {
    this.#scope.dispose(new DOMException('The engine was destroyed.', 'AbortError'));
    this.#title = null;
  }

  // --- the steps of a load ---

  #open(options: EngineLoadOptions): Title {
    const hls = new this.#hlsJs(createHlsConfig(options, this.#createParts()));
    this.#scope.onDispose(() => hls.destroy());
    const title = { hls, report: new Report(hls, this.#emit) };
    this.#title = title;
    this.#followElement();
    this.#followHls(title, options);
    return title;
  }

  #createParts(): Pick<HlsConfig, 'abrController' | 'loader'> {
    const abrHost: AbrHost = {
      ...this.#context,
      viewport: () => this.#context.viewport(),
      quality: () => this.#quality,
      onDecision: (decision, positionSec) => this.#emit({ type: 'decision', decision, positionSec }),
    };
    return {
      abrController: createAbrController(this.#hlsJs, abrHost, this.#choosers),
      ...createAudioStream(this.#hlsJs.DefaultConfig),
      loader: this.#createLoader(),
    };
  }

  #createLoader(): HlsConfig['loader'] {
    return createLoaderClass({
      ...{ clock: this.#context.clock, request: this.#firstPicture.follow(this.#context.request) },
      aheadSec: () => readBuffer(this.#context.element).bufferAheadSec,
      mainKind: () => (this.#title?.report.tracks.content.hasVideo === false ? 'audio' : 'video'),
      renditionIdAt: (level) => listRenditions(this.#title?.hls.levels ?? [])[level]?.id ?? null,
      onPhase: (phase) => this.#title?.report.phase(phase),
      onResponse: (type, { url, sample }) => {
        for (const chooser of this.#choosers) chooser.addSample(sample);
        if (type === 'manifest' && this.#title?.report.phase('manifest-received')) this.#manifestUrl = url;
      },
      onSpoiltRefresh: (url) => {
        const words = 'What came at a refresh is no playlist, and it is asked for again';
        const error = this.#toError('manifest-malformed', { vendorCode: 'none', words, url });
        this.#emit({ type: 'warning', error });
      },
      onFault: (cause) => {
        const words = `It could not take in an answer: ${describeCause(cause)}`;
        this.#fail(this.#toError('engine-failed', { vendorCode: 'internalException', words, cause }));
      },
    });
  }

  // --- what the element and hls.js tell ---

  #followElement(): void {
    const { element } = this.#context;
    this.#scope.listen(element, 'seeking', () => this.#forgetDecisions());
    this.#scope.listen(element, 'waitingforkey', () => {
      if (this.#keySystems.length > 0) return; // hls.js may be asking for it
      const words = 'The element waits for a key, and hls.js brings it none';
      this.#fail(this.#toError('drm-unsupported', { vendorCode: 'none', words }));
    });
    watchFrames({
      ...{ element, scope: this.#scope },
      aheadSec: () => readBuffer(element).bufferAheadSec,
      look: (aheadSec) => {
        for (const chooser of this.#choosers) chooser.watchFrames(aheadSec);
      },
    });
  }

  #followHls({ hls, report }: Title, { preferredAudioLanguages }: EngineLoadOptions): void {
    const { Events } = this.#hlsJs;
    const faults = new Faults({
      ...{ hls, context: this.#context, scope: this.#scope, emit: this.#emit },
      scene: (positionSec) => this.#scene(positionSec),
      outcome: this.#outcome,
      fail: (error) => this.#fail(error),
    });
    const tellTracks = (): void => report.tellTracks();
    hls.on(Events.MANIFEST_LOADED, (_type, data) => (this.#codecs = listCodecs(data)));
    hls.on(Events.MANIFEST_PARSED, (_type, data) => {
      report.noteManifest(this.#manifestUrl, data);
      report.tracks.hideText();
    });
    hls.on(Events.MEDIA_ATTACHED, () => {
      report.phase('source-open');
      this.#firstPicture.start();
    });
    hls.on(Events.LEVEL_UPDATED, (_type, { details }) => {
      setLive(hls.config, details.live);
      report.notePlaylist(details);
    });
    hls.on(Events.LEVELS_UPDATED, () => report.tellRenditions());
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => {
      report.tracks.chooseAudio(preferredAudioLanguages);
      tellTracks();
    });
    hls.on(Events.SUBTITLE_TRACKS_UPDATED, tellTracks);
    hls.on(Events.AUDIO_TRACK_SWITCHING, tellTracks);
    hls.on(Events.SUBTITLE_TRACK_SWITCH, tellTracks);
    hls.on(Events.BUFFER_CREATED, (_type, data) => report.noteBuffers(data));
    hls.on(Events.BUFFER_APPENDED, (_type, { frag }) => {
      if (frag.sn === 'initSegment') return;
      report.phase('first-append');
      if (report.isOpen) this.#outcome.start();
    });
    const { element, clock } = this.#context;
    const holes = new HoleWatch({
      ...{ element, clock, scope: this.#scope },
      buffered: () => toTimeRanges(element.buffered),
      onJump: (gap) => this.#emit({ type: 'gap-jumped', gap }),
    });
    hls.on(Events.FRAG_BUFFERED, (_type, { frag }) => {
      this.#firstPicture.note();
      holes.noteAppended(frag.type, frag.end);
    });
    hls.on(Events.FRAG_CHANGED, (_type, data) => report.noteShown(data));
    watchEnd(hls, this.#hlsJs, this.#scope);
    hls.on(Events.ERROR, (_type, data) => faults.receive(data));
  }

  // --- what both sides ask for ---

  /** What was decided for fragments that have not been asked for no longer holds. */
  #forgetDecisions(): void {
    for (const chooser of this.#choosers) chooser.forget();
  }

  #scene(positionSec: number): FaultScene {
    return {
      url: this.#manifestUrl,
      codecs: this.#codecs,
      keySystems: this.#keySystems,
      positionSec,
      bufferGoalSec: this.#title?.hls.config.maxMaxBufferLength ?? 0,
    };
  }

  /** A fault that is not hls.js's own. */
  #toError(
    code: FaultCode,
    fault: Pick<VendorFault, 'vendorCode' | 'words'> & Partial<VendorFault>,
  ): PlayerError {
    const scene = this.#scene(this.#context.element.currentTime);
    return toEngineError(code, { engine: 'hlsjs', url: null, ...fault }, scene);
  }

  #fail(error: PlayerError): void {
    this.#title?.hls.stopLoad();
    this.#outcome.fail(error);
  }

  /** Once hls.js has returned: whoever hears of it may destroy this engine, and hls.js bears that less well inside itself. */
  readonly #emit = (event: EngineEvent): void => {
    queueMicrotask(() => {
      if (!this.#scope.isDisposed) this.#context.emit(event);
    });
  };
}

function listCodecs({ levels }: ManifestLoadedData): readonly string[] {
  return [...new Set(levels.flatMap(({ attrs }) => attrs.CODECS?.split(',') ?? []))];
}

/** Whether fragments wait for a licence: a key that a file holds (AES-128) is requested like any other. */
const needsKeys = ({ levels }: Hls): boolean =>
  levels.some(({ details }) =>
    details?.encryptedFragments.some(({ decryptdata }) => decryptdata?.keyFormat !== 'identity'),
  );
