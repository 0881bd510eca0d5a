import type Hls from 'hls.js';
import type { BufferAppendedData, ErrorData, ManifestLoadedData, ManifestParsedData } from 'hls.js';
import { isPin } from '../../abr/is-pin.ts';
import { describeCause, PlayerError, stripUrl, type ErrorCode } from '../../core/errors.ts';
import { unknownChoice } from '../../core/find-known.ts';
import { Scope } from '../../core/scope.ts';
import type { Engine, EngineContext, EngineLoadOptions, EngineSnapshot } from '../../engine/engine.ts';
import type { EngineEvent, JoinPhase } from '../../engine/engine-event.ts';
import type { Quality } from '../../model/quality.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import { HlsJsAbr } from './abr.ts';
import { createHlsConfig, setLive } from './config.ts';
import { translateError, type ErrorFacts } from './errors.ts';
import type { HlsJs } from './load-vendor.ts';
import { createLoaderClass } from './network.ts';
import { Recovery } from './recovery.ts';
import { listRenditions } from './renditions.ts';
import { Report } from './report.ts';
import { takeSnapshot } from './snapshot.ts';

export function createHlsJsEngine(context: EngineContext, hlsJs: HlsJs): Engine {
  return new HlsJsEngine(context, hlsJs);
}

/** Nothing more can be fetched, and what has been is good. */
const UNFETCHED: readonly ErrorCode[] = [
  'network-status',
  'network-timeout',
  'network-failed',
  'segment-invalid',
  'decrypt-failed',
  'manifest-malformed',
];
/** So little buffered is nothing: the last frames of a segment may not be shown. Seconds. */
const DRY_SEC = 0.2;

/** One load in hls.js. */
interface Title {
  readonly hls: Hls;
  readonly report: Report;
  readonly recovery: Recovery;
  readonly source: SourceDescriptor;
  readonly keySystems: readonly string[];
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
  readonly #abr: HlsJsAbr;
  readonly #phases = new Set<JoinPhase>();
  #title: Title | null = null;
  #codecs: readonly string[] = [];
  #manifestUrl = '';
  #hasFailed = false;
  /** Settles the load; null: it has settled. */
  #starting: { resolve(): void; reject(reason: unknown): void } | null = null;

  constructor(context: EngineContext, hlsJs: HlsJs) {
    this.#context = context;
    this.#hlsJs = hlsJs;
    this.#scope = new Scope(context.clock);
    this.#abr = new HlsJsAbr(hlsJs, {
      ...context,
      viewport: () => context.viewport(),
      onDecision: (decision, positionSec) => {
        this.#emit({ type: 'decision', decision, positionSec });
      },
    });
  }

  load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#starting = { resolve, reject };
      this.#abr.quality = options.quality;
      const title = this.#open(source, options);
      this.#phases.add('manifest-requested');
      this.#context.emit({ type: 'phase', phase: 'manifest-requested' });
      if (this.#scope.isDisposed) return; // a listener's wish
      title.hls.loadSource(source.url); // its request leaves now; meanwhile the MediaSource opens
      title.hls.attachMedia(this.#context.element as HTMLMediaElement);
    });
  }

  selectTrack(trackId: string): void {
    if (!this.#title) throw unknownChoice('track', trackId);
    const { report } = this.#title;
    report.tracks.select(trackId, report.content);
    report.tellTracks();
  }

  deselectText(): void {
    this.#title?.report.tracks.hideText();
    this.#title?.report.tellTracks();
  }

  setQuality(quality: Quality): void {
    const hls = this.#title?.hls;
    const isOne = isPin(quality, listRenditions(hls?.levels ?? []));
    this.#abr.quality = quality;
    if (isOne && hls?.hasEnoughToStart) hls.nextLevel = -1; // the buffer ahead is replaced; the ABR answers with the pin
  }

  snapshot(): EngineSnapshot {
    return takeSnapshot(this.#title?.hls ?? null, this.#context);
  }

  destroy(): void {
    this.#scope.dispose(new DOMException('The engine was destroyed.', 'AbortError'));
    this.#title = null;
  }

  #open(source: SourceDescriptor, options: EngineLoadOptions): Title {
    const { element, log } = this.#context;
    const parts = { abrController: this.#abr.controller, loader: this.#createLoader() };
    const hls = new this.#hlsJs(createHlsConfig(options, parts));
    const host = {
      ...{ element, log },
      emit: this.#emit,
      fail: (error: PlayerError) => {
        this.#fail(error);
      },
    };
    const title: Title = {
      ...{ hls, source },
      report: new Report(hls, this.#emit),
      recovery: new Recovery(hls, host, this.#scope),
      keySystems: Object.keys(options.drm.servers ?? {}),
    };
    this.#title = title;
    this.#scope.onDispose(() => {
      hls.destroy();
      this.#starting?.reject(this.#scope.signal.reason);
      this.#starting = null;
    });
    this.#scope.listen(element, 'seeking', () => {
      this.#abr.forget();
    });
    for (const type of ['timeupdate', 'seeking', 'pause', 'ratechange'])
      this.#scope.listen(element, type, () => {
        this.#abr.watchFrames();
      });
    this.#follow(title, options);
    return title;
  }

  #createLoader(): ReturnType<typeof createLoaderClass> {
    const { clock, request } = this.#context;
    return createLoaderClass({
      ...{ clock, request },
      mainKind: () => (this.#title?.report.content.hasVideo === false ? 'audio' : 'video'),
      renditionIdAt: (level) => listRenditions(this.#title?.hls.levels ?? [])[level]?.id ?? null,
      onRequest: (type) => {
        if (type === 'segment') this.#phase('first-segment-requested');
      },
      onBytes: (type) => {
        if (type === 'segment') this.#phase('first-bytes-received');
      },
      onResponse: (type, { url, sample }) => {
        this.#abr.addSample(sample);
        if (type !== 'manifest') return;
        this.#manifestUrl ||= url;
        this.#phase('manifest-received');
      },
      onFault: (cause) => {
        const context = { engine: 'hlsjs', vendorCode: 'internalException', detail: describeCause(cause) };
        const message = `hls.js could not take in an answer: ${context.detail}. Try another engine.`;
        this.#fail(new PlayerError('engine-failed', message, context, { cause }));
      },
    });
  }

  /** From hls.js's events to Kinora's. */
  #follow(title: Title, { preferredAudioLanguages }: EngineLoadOptions): void {
    const { hls, report } = title;
    const { Events } = this.#hlsJs;
    hls.on(Events.MANIFEST_LOADED, (_type, data) => {
      this.#codecs = listCodecs(data);
    });
    hls.on(Events.MANIFEST_PARSED, (_type, data) => {
      this.#noteParsed(title, data);
    });
    hls.on(Events.MEDIA_ATTACHED, () => {
      this.#phase('source-open');
    });
    hls.on(Events.LEVEL_UPDATED, (_type, { details }) => {
      setLive(hls.config, details.live);
      report.notePlaylist(details);
    });
    hls.on(Events.LEVELS_UPDATED, () => {
      report.tellRenditions();
    });
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => {
      report.tracks.chooseAudio(preferredAudioLanguages);
      report.tellTracks();
    });
    for (const type of [
      Events.SUBTITLE_TRACKS_UPDATED,
      Events.AUDIO_TRACK_SWITCHING,
      Events.SUBTITLE_TRACK_SWITCH,
    ] as const)
      hls.on(type, () => {
        report.tellTracks();
      });
    hls.on(Events.BUFFER_CREATED, (_type, data) => {
      report.noteBuffers(data);
    });
    hls.on(Events.BUFFER_APPENDED, (_type, data) => {
      this.#noteAppended(title, data);
    });
    hls.on(Events.FRAG_CHANGED, (_type, data) => {
      report.noteShown(data);
    });
    hls.on(Events.ERROR, (_type, data) => {
      this.#noteError(title, data);
    });
  }

  #noteParsed({ report }: Title, data: ManifestParsedData): void {
    this.#phase('manifest-parsed');
    report.noteManifest(this.#manifestUrl, data);
    report.tracks.hideText();
  }

  #noteAppended({ report }: Title, { frag }: BufferAppendedData): void {
    if (frag.sn === 'initSegment') return;
    this.#phase('first-append');
    if (!report.isOpen) return;
    this.#starting?.resolve();
    this.#starting = null;
  }

  #noteError(title: Title, data: ErrorData): void {
    const { element, log } = this.#context;
    const { recovery } = title;
    log('debug', `hls.js: ${data.details}${data.fatal ? ', fatal' : ''}: ${describeCause(data.error)}`);
    const details: string = data.details;
    if (!data.fatal && (details === 'bufferSeekOverHole' || details === 'bufferNudgeOnStall')) {
      const gap = { startSec: recovery.positionSec, endSec: element.currentTime };
      this.#emit({ type: 'gap-jumped', gap });
      return;
    }
    recovery.take(data, translateError(data, this.#factsFor(title)));
  }

  #factsFor({ hls, source, keySystems, recovery }: Title): ErrorFacts {
    return {
      url: stripUrl(this.#manifestUrl || source.url),
      codecs: this.#codecs,
      keySystems,
      positionSec: recovery.positionSec,
      goalSec: hls.config.maxMaxBufferLength,
    };
  }

  /** Before the start the load tells, afterwards an event. */
  #fail(error: PlayerError): void {
    if (this.#scope.isDisposed || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#title?.hls.stopLoad();
    const starting = this.#starting;
    this.#starting = null;
    if (starting) starting.reject(error);
    else if (UNFETCHED.includes(error.code)) this.#failWhenDry(error);
    else this.#emit({ type: 'failed', error });
  }

  /** What is buffered plays on, as in Kinora's own engine. */
  #failWhenDry(error: PlayerError): void {
    const watch = this.#scope.child();
    const look = (): void => {
      if (this.snapshot().bufferAheadSec > DRY_SEC) return;
      watch.dispose();
      this.#emit({ type: 'failed', error });
    };
    for (const type of ['timeupdate', 'waiting', 'seeking', 'ended'])
      watch.listen(this.#context.element, type, look);
    look();
  }

  /** Each phase counts the first time it is passed. */
  #phase(phase: JoinPhase): void {
    if (this.#phases.has(phase)) return;
    this.#phases.add(phase);
    this.#emit({ type: 'phase', phase });
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
