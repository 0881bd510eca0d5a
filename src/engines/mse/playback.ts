import { isPlayerError, stripUrl, type PlayerError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import { intersectRanges, restOfRangeSec } from '../../buffer/time-ranges.ts';
import { gatherMs } from '../../buffer/gather-ms.ts';
import type { AbrDecision } from '../../model/abr.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { Track } from '../../model/track.ts';
import { AT_END_SEC } from './cursor.ts';
import { BufferKeeper } from './buffer-keeper.ts';
import type { BufferSink, SinkKind } from './buffer-sink.ts';
import { isPlayedOut, PLAYED_OUT_SEC, STARVED_SEC } from '../../playback/is-played-out.ts';
import { decodeFailed } from './decode-failed.ts';
import { decideEnding, findDoom, findOutlasted } from './decide-ending.ts';
import { loadSegment } from './load-segment.ts';
import type { MediaHost } from './media-host.ts';
import { sinkTypes } from './mime-types.ts';
import { nothingToPlay } from './nothing-to-play.ts';
import { PictureWait } from './picture-wait.ts';
import { NowPlaying } from './now-playing.ts';
import { planKey, type Plan } from './plan.ts';
import { PlayheadWatch } from './playhead-watch.ts';
import { findRendition, type DecisionMoment, type SizesOf } from '../../abr/rendition-chooser.ts';
import { SinkSet } from './sink-set.ts';
import { soundGoalSec } from './sound-goal.ts';
import { Stream, type StreamHost } from './stream.ts';
import { SIZES_TOLD, tellSizes } from './tell-sizes.ts';
import { TimelineMap } from './timeline-map.ts';
import { TransferWatch } from './transfer-watch.ts';
import type { Title, TitleContext } from './title.ts';
import { Wake } from './wake.ts';
import type { WriteJob } from './writers/segment-writer.ts';

/** What a playback is told by the engine that made it, and tells it. */
export interface PlaybackHost {
  /** Resolves when the load's first picture is on the screen; never, where none comes. */
  readonly firstFrame: Promise<void>;
  /** Playback must start afresh at this position: the buffer cannot hold what comes there. */
  onRebuild(positionSec: number): void;
  onDecodeError(error: PlayerError): void;
  onFailed(error: PlayerError): void;
}

/** What may be gathered before it is appended, a second of such media: it comes in time at 130 kbit/s. */
const GATHER_BYTES_PER_SEC = 16_384;
/** HTMLMediaElement.HAVE_METADATA. */
const HAVE_METADATA = 1;

/**
 * One MSE lifetime: a MediaSource, its sinks, a stream for each kind of media, and the playhead. A rebuild makes a new
 * one; what was learnt of the title (indices, init segments, choices) stays with the engine.
 */
export class Playback implements StreamHost {
  readonly wake: Wake = new Wake();
  readonly sinks: SinkSet;
  readonly #title: Title;
  readonly #context: TitleContext;
  readonly #media: MediaHost;
  readonly #scope: Scope;
  readonly #host: PlaybackHost;
  readonly #keeper: BufferKeeper;
  readonly #timelines: TimelineMap;
  readonly #streams: readonly Stream[];
  readonly #nowPlaying: NowPlaying;
  readonly #watch: PlayheadWatch;
  readonly #picture: PictureWait;
  readonly #decisions = new Map<SinkKind, AbrDecision>();
  /** What of the track that adapts could not be had or decoded where it was chosen from last. */
  #unusable: ReadonlySet<string> = new Set();
  /** Where to start; the playhead until the element can be moved there. */
  #startSec: number | null;
  #rebuildAtSec = Infinity;

  constructor(title: Title, media: MediaHost, scope: Scope, startSec: number, host: PlaybackHost) {
    const { context } = title;
    this.#title = title;
    this.#context = context;
    this.#media = media;
    this.#scope = scope;
    this.#host = host;
    this.#startSec = startSec;
    this.#timelines = new TimelineMap();
    this.#keeper = new BufferKeeper(context.config.buffer, this.wake, scope.signal, this);
    const kinds = title.streamKinds(title.periodAt(startSec));
    this.#streams = kinds.map((kind) => new Stream(kind, title, this, scope, startSec));
    this.#nowPlaying = new NowPlaying(title, this.#streams[0]);
    this.sinks = new SinkSet(media, {
      url: title.url,
      streamKinds: kinds,
      owner: this.#keeper,
      log: context.log,
      isTypeSupported: (type) => context.isTypeSupported(type),
      onFailure: (error) => {
        host.onDecodeError(error);
      },
    });
    const watchHost = {
      buffered: () => this.buffered,
      fetchedUntilSec: () => this.#fetchedUntilSec(),
      isLocked: () => context.titleKeys()?.isAwaited === true,
      onJump: (gap: TimeRange) => {
        context.emit({ type: 'gap-jumped', gap });
      },
      onStuck: () => {
        this.#nowPlaying.avoid(this.playheadSec());
        host.onDecodeError(decodeFailed(title.url, this.playheadSec(), 'the playhead stands still in media'));
      },
      onTick: () => {
        this.#tick();
      },
    };
    this.#picture = new PictureWait(host.firstFrame, scope, () => {
      this.wake.fire();
    });
    this.#watch = new PlayheadWatch(context.element, watchHost, context.clock, scope);
  }

  /** Starts all streams; their first requests leave before this returns where the indices are known. */
  start(): void {
    const { context, durationSec } = this.#title;
    const { element } = context;
    if (durationSec !== null) this.#media.setDuration(durationSec);
    this.#media.expect(this.#streams.map((stream) => stream.kind));
    this.#media.onStreamingWanted(() => {
      this.wake.fire();
    });
    this.#scope.listen(element, 'loadedmetadata', () => {
      this.#applyStart();
    });
    this.#scope.listen(element, 'seeking', () => {
      this.#onSeeking();
    });
    this.#scope.listen(element, 'error', () => {
      this.#onElementError();
    });
    for (const stream of this.#streams) stream.start();
    this.#watch.start();
  }

  get buffered(): readonly TimeRange[] {
    return this.#streams
      .map(({ reach }) => reach)
      .reduce(intersectRanges, [{ startSec: 0, endSec: Infinity }]);
  }

  /** The choice has changed: of the track of a kind, or, without one, of the quality. */
  replaceAhead(kind?: SinkKind): void {
    this.#streams
      .find((stream) => kind === undefined || stream.kind === kind)
      ?.replaceAhead(kind !== undefined);
    if (kind === undefined) return;
    // What they left out since the track before had nothing there may be wanted now.
    for (const other of this.#streams) if (other.kind !== kind) other.seek(this.playheadSec());
  }

  /** Those whose media goes into this sink. */
  streamsOf(sink: BufferSink): readonly Stream[] {
    return this.#streams.filter(({ kind }) => this.sinks.of(kind).includes(sink));
  }

  // --- what the streams ask ---

  playheadSec(): number {
    return this.#startSec ?? this.#context.element.currentTime;
  }

  segmentDurationSec(): number {
    return Math.max(0, ...this.#streams.map((stream) => stream.segmentDurationSec));
  }

  comingUntilSec(): number {
    return Math.max(0, ...this.#streams.map((stream) => (stream.isDone ? 0 : stream.comingUntilSec)));
  }

  chooseRendition(stream: Stream, track: Track, excluded: ReadonlySet<string>): Rendition | null {
    const { chooser } = this.#context;
    const unusable = new Set([...excluded, ...this.#title.undecodable]);
    const moment = this.#moment(stream, track);
    // Beside a picture, audio keeps steady; alone it is what adapts.
    if (stream !== this.#streams[0]) return chooser.audio(track, moment, unusable);
    this.#unusable = unusable;
    const decision = chooser.main(track, moment, unusable, this.#sizesOf(stream, moment, SIZES_TOLD));
    if (!decision) return null;
    this.#decisions.set(stream.kind, decision);
    return findRendition(track, decision.renditionId) ?? null;
  }

  /** Ends the load of a segment that comes so slowly that another rendition of it is worth more. */
  #watchTransfer(stream: Stream, { track, rendition, segment }: Plan, scope: Scope): TransferWatch {
    const { chooser, clock } = this.#context;
    const watched = { trackKind: stream.kind, renditionId: rendition.id, totalBytes: segment.sizeBytes };
    const watch = new TransferWatch(watched, clock);
    watch.start(scope, (transfer) => {
      const moment = this.#moment(stream, track);
      const decision = chooser.reconsider(
        track,
        moment,
        this.#unusable,
        this.#sizesOf(stream, moment, 1),
        transfer,
      );
      if (decision) chooser.addSample(watch.sample());
      return decision?.reason ?? null;
    });
    return watch;
  }

  #moment(stream: Stream, track: Track): DecisionMoment {
    const { clock, element } = this.#context;
    return {
      atMs: clock.nowMs(),
      bufferSec: Math.max(0, stream.leadSec),
      bufferGoalSec: this.goalSec(stream),
      segmentDurationSec: stream.durationSecIn(track),
      remainingSec: this.#remainingSec(stream),
      awaitedSec: stream.awaitedSec(track),
      playbackRate: element.playbackRate,
      viewport: this.#context.viewport(),
    };
  }

  #sizesOf({ fetchedUntilSec }: Stream, moment: DecisionMoment, count: number): SizesOf<Rendition> {
    return (rendition) => tellSizes(this.#title.knownIndex(rendition), fetchedUntilSec, moment, count);
  }

  /** Null while there may be more than is known. */
  #remainingSec({ comingUntilSec }: Stream): number | null {
    const { isLive, durationSec } = this.#title.presentation;
    return isLive || durationSec === null ? null : Math.max(0, durationSec - comingUntilSec);
  }

  isPictureDue(): boolean {
    return this.#picture.isDue(this.buffered, this.playheadSec());
  }

  goalSec(stream: Stream): number {
    if (!this.#media.isStreamingWanted()) return 0;
    const goalSec = this.#keeper.goalSec(stream.kind, stream.rendition?.bandwidthBps ?? 0);
    const [main = stream] = this.#streams;
    return stream === main ? goalSec : soundGoalSec(stream, main, goalSec);
  }

  isJumped(stream: Stream, range: TimeRange): boolean {
    // Of a kind that its period does not have, nobody waits for more.
    const kinds = this.#title.streamKinds(this.#title.periodAt(range.startSec + PLAYED_OUT_SEC));
    return this.#streams.some(
      (other) => other !== stream && kinds.includes(other.kind) && other.isJumped(range),
    );
  }

  onIndex(index: SegmentIndex, rendition: Rendition): void {
    this.#title.onIndex(index, rendition);
    if (this.#title.presentation.durationSec === null) this.#media.setDuration(index.endSec);
    const startSec = this.#title.reconsiderStart(index);
    if (startSec === null || startSec === this.#startSec) return;
    this.#startSec = startSec;
    for (const stream of this.#streams) stream.seek(startSec);
  }

  async load(stream: Stream, plan: Plan, scope: Scope): Promise<void> {
    const title = this.#title;
    const context = this.#context;
    const { segment, rendition, track } = plan;
    const decision = this.#decisions.get(stream.kind);
    if (decision) context.emit({ type: 'decision', decision, positionSec: segment.startSec });
    context.phase('first-segment-requested');
    scope.signal.throwIfAborted(); // a listener of that phase may have ended the load
    const init = title.initFor(plan, stream.kind);
    const aheadSec = segment.startSec - this.playheadSec();
    let hasAppended = false;
    const job: WriteJob = {
      segment,
      rendition,
      init,
      types: sinkTypes(rendition, track.kind),
      timelines: this.#timelines,
      kind: stream.kind,
      signal: scope.signal,
      gatherBytes: aheadSec * GATHER_BYTES_PER_SEC,
      prepare: (types) => {
        if (!this.sinks.prepare(stream.kind, types)) this.#rebuildAtSec = segment.startSec;
      },
      sink: (kind) => this.sinks.get(kind),
      isWanted: (kind) => kind === stream.kind || !this.#streams.some((other) => other.kind === kind),
      onAppended: () => {
        if (!hasAppended) stream.noteShown(plan);
        hasAppended = true;
        context.phase('first-append');
      },
      onMediaEvents: (events) => {
        title.announce(events);
      },
      onWarning: (error) => {
        if (isPlayerError(error)) context.emit({ type: 'warning', error });
        else context.log('warn', 'reading timed metadata failed', error);
      },
    };
    for (const sink of this.sinks.of(stream.kind)) sink.url = stripUrl(segment.urls[0] ?? title.url);
    const isMain = stream === this.#streams[0];
    const watch = isMain ? this.#watchTransfer(stream, plan, scope) : null;
    const request = watch?.through(context.request) ?? context.request;
    const isFresh = title.spoiledSegments.has(planKey(plan));
    const { decrypter } = title;
    await loadSegment({ job, request, decrypter, gatherMs: gatherMs(aheadSec), isFresh, scope });
    job.onAppended();
    if (this.isPictureDue()) this.#picture.limit();
    for (const sink of this.sinks.of(stream.kind)) {
      // What a muxed rendition takes is nearly all picture; how much of it is sound, nobody says.
      await this.#keeper.evict(sink, sink.kind === stream.kind ? rendition.bandwidthBps : 0);
    }
  }

  mustRebuildFor(stream: Stream, plan: Plan): boolean {
    const periodIndex = this.#title.periodAt(plan.segment.startSec + PLAYED_OUT_SEC);
    const kinds = this.#title.streamKinds(periodIndex).join();
    const types = sinkTypes(plan.rendition, plan.track.kind) ?? {};
    const isSameShape = kinds === this.#streams.map(({ kind }) => kind).join();
    const isSplit = plan.rendition.container === 'unknown';
    if (isSameShape && this.sinks.canTake(stream.kind, types, isSplit)) return false;
    this.#rebuildAtSec = Math.min(this.#rebuildAtSec, plan.segment.startSec);
    return true;
  }

  /** The end of stream may be told only while no SourceBuffer works; eviction may start anew while one waits. */
  async onDone({ kind }: Stream): Promise<void> {
    if (!this.#media.hasDeclared(kind)) this.#media.declare(kind, {}); // all of it is absent: the rest plays without it
    const { sinks } = this.#media;
    while (!sinks.every((sink) => sink.isIdle)) await Promise.all(sinks.map((sink) => sink.whenIdle()));
    if (this.#scope.isDisposed || !this.#streams.every((stream) => stream.isDone)) return;
    if (sinks.every((sink) => sink.mimeType === null))
      this.#host.onFailed(nothingToPlay(this.#title.url, 'all of its segments are absent'));
    else this.#media.endOfStream();
  }

  onFailed(error: PlayerError): void {
    // The element tells more of a decoder that failed than the append that met the closed MediaSource.
    if (error.code === 'append-failed') this.#host.onDecodeError(error);
    else this.#tick();
  }

  #applyStart(): void {
    const startSec = this.#startSec;
    if (startSec === null || this.#context.element.readyState < HAVE_METADATA) return;
    this.#startSec = null;
    // An app that has moved the element itself meanwhile knows better.
    if (startSec > 0 && this.#context.element.currentTime === 0) this.#context.element.currentTime = startSec;
  }

  #onSeeking(): void {
    if (this.#startSec !== null) return;
    const timeSec = this.#context.element.currentTime;
    this.#rebuildAtSec = Infinity;
    this.#watch.noteEnding(false);
    for (const [kind, endSec] of this.#title.endsSec) if (timeSec < endSec) this.#title.endsSec.delete(kind);
    for (const stream of this.#streams) stream.seek(timeSec);
  }

  #fetchedUntilSec(): number {
    return Math.min(...this.#streams.map((stream) => stream.fetchedUntilSec));
  }

  #tick(): void {
    this.#applyStart(); // the look behind this one is at the playhead, and may come before the event
    const positionSec = this.playheadSec();
    this.#nowPlaying.show(positionSec, restOfRangeSec(this.buffered, positionSec));
    this.wake.fire();
    const { element } = this.#context;
    const outlastedSec = findOutlasted(this.#streams);
    if (isPlayedOut(outlastedSec - positionSec, element)) {
      for (const { kind, isDone, endSec } of this.#streams)
        if (isDone && endSec === outlastedSec) this.#title.endsSec.set(kind, endSec);
      this.#host.onRebuild(Math.max(positionSec, outlastedSec + AT_END_SEC));
      return;
    }
    const rebuildAtSec = this.#rebuildAtSec;
    const doom = findDoom(this.#streams, (kind) => this.sinks.buffered(kind), positionSec);
    const fetchedUntilSec = this.#fetchedUntilSec();
    this.#watch.noteEnding(doom !== null || fetchedUntilSec > rebuildAtSec - STARVED_SEC);
    if (!doom && rebuildAtSec === Infinity) return;
    const state = { readyState: element.readyState, seeking: this.#watch.isSeeking };
    const view = { positionSec, buffered: this.buffered, fetchedUntilSec, element: state, rebuildAtSec };
    const ending = decideEnding(view);
    if (ending === 'rebuild') this.#host.onRebuild(Math.max(rebuildAtSec, positionSec));
    else if (ending === 'give-up' && doom) this.#host.onFailed(doom);
  }

  #onElementError(): void {
    const { error } = this.#context.element;
    if (!error) return;
    const detail = error.message || `MediaError ${String(error.code)}`;
    const failure = decodeFailed(this.#title.url, this.playheadSec(), detail);
    // A segment that could not be appended is told by its SourceBuffer too, a moment later, and then it is known which.
    this.#scope.timer(() => {
      this.#nowPlaying.avoid(this.playheadSec());
      this.#host.onDecodeError(failure);
    }, 0);
  }
}
