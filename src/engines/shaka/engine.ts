import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { bufferedAheadSec, readBuffer } from '../../buffer/read-buffer.ts';
import { toTimeRanges } from '../../buffer/time-ranges.ts';
import { RenditionLog } from '../../buffer/rendition-log.ts';
import { awaitWhole } from '../../abr/await-whole.ts';
import { liveGoalSec } from '../../abr/live-goal.ts';
import { isPin } from '../../abr/is-pin.ts';
import { RenditionChooser, type DecisionMoment } from '../../abr/rendition-chooser.ts';
import { isPlayerError } from '../../core/errors.ts';
import { findKnown } from '../../core/find-known.ts';
import { Scope, type ListenTarget } from '../../core/scope.ts';
import type { Engine, EngineContext, EngineLoadOptions, EngineSnapshot } from '../../engine/engine.ts';
import { keySystemsOf } from '../../engine/read-drm.ts';
import type { FaultScene } from '../../engine/vendor-fault.ts';
import { hasDrm } from '../../model/drm-config.ts';
import type { Quality } from '../../model/quality.ts';
import type { ResourceResponse } from '../../model/resource.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { TrackKind } from '../../model/track.ts';
import type { ResourceType } from '../../model/transfer-sample.ts';
import { EndWatch } from '../../playback/end-watch.ts';
import { FirstPictureWatch } from '../../playback/first-picture-watch.ts';
import { HoleWatch } from '../../playback/hole-watch.ts';
import { LoadOutcome } from '../../playback/load-outcome.ts';
import { watchFrames } from '../../playback/watch-frames.ts';
import { mimeTypeOf } from '../../source/mime-type-of.ts';
import { ShakaAbr } from './abr.ts';
import { BUFFER_GOAL_SEC, createVendorConfig, type PartialVendorConfig } from './config.ts';
import { standInFor, type ElementStandIn } from './element-stand-in.ts';
import { takeKeysOff } from './element-keys.ts';
import { Faults } from './faults.ts';
import { firstSegmentOf } from './first-segment.ts';
import { IndexWatch } from './index-watch.ts';
import { toRenditionId } from './renditions.ts';
import type { Shaka } from './load-vendor.ts';
import { fromRegion } from './media-events.ts';
import { Carrier, claimRequests, type RequestLabels } from './network.ts';
import type { TakenPlayer } from './ready-player.ts';
import { Report } from './report.ts';
import { takeSnapshot } from './snapshot.ts';
import { chooseStartAudio } from './start-audio.ts';
import { NativeText } from './text.ts';

/** Shaka's `segmentappended`. Seconds. */
type Appended = Event & { readonly contentType: string; readonly start: number; readonly end: number };

/** What is heard and seen on of the old choice, so that the new one has time to come. Seconds of the viewer's. */
const CHANGE_MARGIN_SEC = 2;

/** `taken`: the player that has the title's keys already; null: there is none. */
export function createShakaEngine(context: EngineContext, shaka: Shaka, taken: TakenPlayer | null): Engine {
  return new ShakaEngine(context, shaka, taken);
}

/** Lets Shaka Player play under Kinora's decisions, over Kinora's network. */
class ShakaEngine implements Engine {
  readonly name = 'shaka';
  readonly #context: EngineContext;
  readonly #shaka: Shaka;
  readonly #scope: Scope;
  readonly #player: shaka.Player;
  /** Null: the load begins with no keys. */
  readonly #taken: TakenPlayer | null;
  readonly #standIn: ElementStandIn;
  readonly #indices: IndexWatch;
  readonly #chooser: RenditionChooser;
  readonly #abr: ShakaAbr;
  readonly #carrier: Carrier;
  readonly #log = new RenditionLog();
  readonly #texts = new Set<NativeText>();
  readonly #report: Report;
  readonly #faults: Faults;
  readonly #firstPicture: FirstPictureWatch;
  readonly #holes: HoleWatch;
  readonly #end: EndWatch;
  readonly #outcome: LoadOutcome;
  #keySystems: readonly string[] = [];
  #startSec: number | null = null;
  /** Of the stream that adapts; null: no segment was asked for. */
  #mainType: string | null = null;

  constructor(context: EngineContext, shaka: Shaka, taken: TakenPlayer | null) {
    this.#context = context;
    this.#shaka = shaka;
    this.#scope = new Scope(context.clock);
    this.#taken = taken;
    this.#player = taken?.player ?? new shaka.Player();
    this.#indices = new IndexWatch(this.#scope);
    this.#standIn = standInFor(context.element as HTMLMediaElement, (tell) => {
      if (!this.#end.isOwnSeek) this.#indices.seek(tell); // Shaka would empty what ends a little before the end
    });
    this.#report = new Report(this.#player, context, this.#log);
    this.#outcome = new LoadOutcome({
      ...{ element: context.element, scope: this.#scope },
      aheadSec: () => bufferedAheadSec(context.element),
      onFailed: (error) => context.emit({ type: 'failed', error }),
    });
    this.#faults = new Faults({
      ...{ context, shaka, player: this.#player, outcome: this.#outcome },
      scene: () => this.#scene(),
    });
    this.#firstPicture = new FirstPictureWatch({
      ...{ element: context.element, scope: this.#scope },
      mustShowSoon: () => !this.#player.isDynamic() && this.#player.drmInfo() === null,
      onStuck: () => this.#faults.startStuck(),
    });
    const onJump = (gap: TimeRange): void => context.emit({ type: 'gap-jumped', gap });
    this.#holes = new HoleWatch({
      ...{ element: context.element, clock: context.clock, scope: this.#scope },
      buffered: () => toTimeRanges(context.element.buffered),
      onJump,
    });
    this.#end = new EndWatch({
      ...{ element: context.element, scope: this.#scope },
      hasEnd: () => !this.#player.isDynamic(),
      onJump,
    });
    this.#chooser = new RenditionChooser(context.decide, context.device, context.log);
    this.#abr = new ShakaAbr({
      chooser: this.#chooser,
      moment: () => this.#moment(),
      // Shaka appends whole segments; what is live may be in low latency, where it appends what it has of one.
      awaitedSec: () => (this.#player.isLive() ? 0 : awaitWhole(this.#log.segmentDurationSec)),
      indices: this.#indices,
      onRenditions: (renditions) => context.emit({ type: 'renditions', renditions }),
    });
    this.#carrier = new Carrier(shaka, {
      ...{ clock: context.clock, scope: this.#scope },
      request: this.#firstPicture.follow(context.request),
      onRequest: (type, about) => this.#onRequest(type, about),
      onData: () => this.#report.phase('first-bytes-received'),
      onResponse: (type, response) => this.#onResponse(type, response),
      onTextFailure: (error) => {
        if (isPlayerError(error)) context.emit({ type: 'warning', error });
      },
      firstSegment: (stream) => firstSegmentOf(stream, this.#player, this.#startSec),
    });
  }

  async load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void> {
    const { adaptationSetCriteriaFactory: createCriteria } = this.#player.getConfiguration();
    const config = createVendorConfig(source.protocol, options.drm, {
      abrFactory: this.#abr.createManager,
      adaptationSetCriteriaFactory: () => chooseStartAudio(createCriteria(), options.preferredAudioLanguages),
      textDisplayFactory: () => this.#createText(),
    });
    this.#report.url = source.url;
    this.#keySystems = keySystemsOf(options.drm);
    this.#chooser.quality = options.quality;
    this.#startSec = options.startSec;
    this.#listen();
    this.#start(source, options, config).then(
      () => this.#outcome.start(),
      (thrown: unknown) => this.#faults.endLoad(thrown),
    );
    await this.#outcome.started; // whatever Shaka still waits for
  }

  selectTrack(trackId: string): void {
    const { audio, text, tracks } = this.#report.tracks;
    findKnown('track', trackId, tracks);
    if (audio.has(trackId)) {
      this.#report.chosenAudioId = trackId;
      this.#indices.choose(() => this.#selectAudio(trackId));
    }
    const textTrack = text.get(trackId);
    if (textTrack) this.#player.selectTextTrack(textTrack);
    this.#listTracks();
  }

  deselectText(): void {
    this.#player.selectTextTrack(null);
    this.#listTracks();
  }

  setQuality(quality: Quality): void {
    const isOne = isPin(quality, this.#abr.renditions);
    this.#chooser.quality = quality;
    this.#abr.decideNext(false, isOne ? () => this.#keepSec() : undefined);
  }

  snapshot(): EngineSnapshot {
    return takeSnapshot(this.#scope.isDisposed ? null : this.#player, this.#context);
  }

  destroy(): void {
    if (this.#scope.isDisposed) return;
    this.#scope.dispose(new DOMException('The engine was destroyed.', 'AbortError'));
    // A request that fails meanwhile would have Shaka set a rendition aside, by a timer that ticks for ever.
    this.#player.configure({ streaming: { maxDisabledTime: 0 } });
    this.#player.destroy().catch((error: unknown) => {
      this.#context.log('info', 'Shaka Player could not end well', error);
    });
    // Shaka ends in its own time; the element is free now.
    this.#standIn.release();
    for (const text of this.#texts) text.close();
    this.#texts.clear();
  }

  // --- the steps of a load ---

  async #start(
    source: SourceDescriptor,
    { startSec, drm }: EngineLoadOptions,
    config: PartialVendorConfig,
  ): Promise<void> {
    const manifest = this.#carrier.fetchManifest(source.url); // leaves now
    claimRequests(this.#shaka, this.#player, this.#carrier.carry);
    if (!this.#player.configure(config))
      this.#context.log('warn', 'Shaka Player refused a part of its configuration');
    if (hasDrm(drm)) await this.#takeKeysOff(); // before there is a source
    await this.#player.attach(this.#standIn.element);
    const mimeType = await mimeTypeOf(source, manifest);
    if (this.#taken) await manifest; // it is here, and its phase comes first
    await this.#player.load(this.#takePreload() ?? source.url, startSec, mimeType);
  }

  /** Tells what nobody was to hear of before the load. */
  #takePreload(): shaka.media.PreloadManager | null {
    const preload = this.#taken?.preload() ?? null;
    if (!preload) return null;
    this.#report.phase('manifest-parsed');
    for (const event of this.#taken?.regionEvents ?? []) this.#onRegion(event);
    return preload;
  }

  /** Where they stay, a title that needs keys of its own ends with Shaka's error. */
  async #takeKeysOff(): Promise<void> {
    const { element, log } = this.#context;
    await takeKeysOff(element as HTMLMediaElement).catch((error: unknown) => {
      log('info', 'keys of someone else stay on the element', error);
    });
  }

  #selectAudio(trackId: string): void {
    const report = this.#report;
    if (report.chosenAudioId !== trackId) return; // another one has been chosen since
    report.chosenAudioId = '';
    const track = report.tracks.audio.get(trackId);
    if (!track || track.active) return;
    const marginSec = CHANGE_MARGIN_SEC * Math.max(1, this.#context.element.playbackRate);
    this.#abr.holdVideo(() => {
      this.#player.selectAudioTrack(track, marginSec);
    });
    this.#listTracks();
  }

  #createText(): NativeText {
    const text = new NativeText(this.#shaka, this.#context.element as HTMLMediaElement, () => {
      this.#listTracks();
    });
    this.#texts.add(text);
    return text;
  }

  // --- what Shaka and the element tell ---

  #listen(): void {
    const report = this.#report;
    const { element } = this.#context;
    const on = (target: ListenTarget, types: readonly string[], run: (event: Event) => void): void => {
      for (const type of types) this.#scope.listen(target, type, run);
    };
    on(this.#player, ['manifestparsed'], () => report.phase('manifest-parsed'));
    on(this.#player, ['canupdatestarttime', 'manifestupdated'], () => report.presentation());
    on(this.#player, ['trackschanged', 'audiotrackschanged', 'textchanged'], () => this.#listTracks());
    on(this.#player, ['bufferappending'], () => report.phase('first-append'));
    on(this.#player, ['segmentappended'], (event) => this.#onAppended(event));
    on(this.#player, ['gapjumped'], () => report.gapJumped());
    on(this.#player, ['timelineregionadded'], (event) => this.#onRegion(event));
    on(this.#player, ['mediasourcerecovered'], () => this.#faults.recovered());
    on(this.#player, ['error'], (event) => this.#faults.receive(Reflect.get(event, 'detail')));
    on(element, ['timeupdate', 'seeked', 'playing'], () => report.shown());
    watchFrames({
      ...{ element, scope: this.#scope },
      aheadSec: () => readBuffer(element).bufferAheadSec,
      look: (aheadSec) => this.#watchFrames(aheadSec),
    });
    on(element, ['loadedmetadata'], () => this.#firstPicture.start());
    on(element, ['durationchange'], () => report.duration());
    on(element, ['seeking'], () => {
      if (readBuffer(element).bufferAheadSec === 0 && !this.#end.isOwnSeek) this.#abr.decideNext(true);
    });
  }

  #onRegion(event: Event): void {
    this.#report.mediaEvent(fromRegion((event as CustomEvent<shaka.extern.TimelineRegionInfo>).detail));
  }

  /** Shaka asks for the next segment after this: the moment to choose what that is. */
  #onAppended(event: Event): void {
    const { contentType, start: startSec, end: endSec } = event as Appended;
    this.#report.inbandEvents();
    if (contentType === 'video' || contentType === 'audio') {
      this.#firstPicture.note();
      this.#holes.noteAppended(contentType, endSec);
    }
    if (contentType !== this.#mainType) return;
    this.#log.noteBuffered({ startSec, endSec });
    this.#report.shown();
    this.#abr.decideNext(false);
  }

  /** What is buffered of a rendition that the device does not manage, or that nobody was to see, is replaced. */
  #watchFrames(aheadSec: number): void {
    const { clock, element } = this.#context;
    const shownId = this.#log.at(element.currentTime)?.renditionId ?? null;
    const id = this.#chooser.noteFrames(this.#abr, shownId, element, aheadSec, clock.nowMs());
    if (id !== null) this.#abr.decideNext(false, () => this.#keepSec(id));
  }

  /** Up to the title's end, once it is announced: Shaka would not find that again. */
  #keepSec(renditionId?: string): number | undefined {
    const endSec = this.#player.getManifest()?.presentationTimeline.getDuration();
    return this.#log.keepSec(this.#context.element, renditionId, endSec);
  }

  // --- what Kinora's network tells ---

  #onRequest(type: ResourceType, { stream, segment }: shaka.extern.RequestContext = {}): RequestLabels {
    if (type === 'manifest') this.#report.phase('manifest-requested');
    if (!stream) return {};
    this.#report.phase('first-segment-requested');
    this.#abr.noteFetch();
    if (segment) this.#faults.noteAsked(stream.type);
    const renditionId = toRenditionId(stream);
    const { latest } = this.#abr;
    const isDecided = latest?.renditionId === renditionId;
    if (isDecided) this.#mainType = stream.type;
    if (segment && stream.type === this.#mainType) {
      const startSec = segment.getStartTime();
      const byItself = { renditionId, reason: 'Shaka Player chose it by itself', estimateBps: null };
      const decision = isDecided ? latest : byItself;
      this.#log.noteAsked({ startSec, endSec: segment.getEndTime(), renditionId });
      this.#context.emit({ type: 'decision', decision, positionSec: startSec });
    }
    const mediaSec = segment && segment.getEndTime() - segment.getStartTime();
    // The words for kinds are the same in Shaka.
    return { renditionId, trackKind: stream.type as TrackKind, ...(mediaSec != null && { mediaSec }) };
  }

  #onResponse(type: ResourceType, { url, sample }: ResourceResponse): void {
    this.#chooser.addSample(sample);
    if (type !== 'manifest' || !this.#report.phase('manifest-received')) return;
    this.#report.url = url;
  }

  // --- what both sides ask for ---

  #listTracks(): void {
    if (!this.#scope.isDisposed)
      this.#report.listTracks([...this.#texts].some((text) => text.isTextVisible()));
  }

  #scene(): FaultScene {
    return {
      url: this.#report.url,
      codecs: [],
      keySystems: this.#keySystems,
      positionSec: this.#context.element.currentTime,
      bufferGoalSec: BUFFER_GOAL_SEC,
    };
  }

  /**
   * On the air, no farther than what is recorded. Shaka tells where the newest segment that it may ask for begins (of a SegmentTimeline,
   * ends), in low latency ahead of its end. So it is up to a segment too far: a plan that hopes to save more is the more careful one.
   */
  #goalSec(): number {
    const timeline = this.#player.isDynamic() && this.#player.getManifest()?.presentationTimeline;
    if (!timeline) return BUFFER_GOAL_SEC;
    const newestSec = timeline.getSegmentAvailabilityEnd() - timeline.getAvailabilityTimeOffset();
    return liveGoalSec(BUFFER_GOAL_SEC, newestSec - this.#context.element.currentTime);
  }

  #moment(): Omit<DecisionMoment, 'awaitedSec'> {
    const { clock, element } = this.#context;
    return {
      atMs: clock.nowMs(),
      bufferSec: readBuffer(element).bufferAheadSec,
      bufferGoalSec: this.#goalSec(),
      segmentDurationSec: this.#log.segmentDurationSec,
      remainingSec: null,
      playbackRate: this.#player.getPlaybackRate(),
      viewport: this.#context.viewport(),
    };
  }
}
