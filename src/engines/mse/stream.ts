import { describeCause, isPlayerError, PlayerError } from '../../core/errors.ts';
import { isCancellation, type Scope } from '../../core/scope.ts';
import { wait } from '../../core/wait.ts';
import { ShownLog, type ShownEntry } from '../../buffer/shown-log.ts';
import { bufferAheadSec, intersectRanges, withoutRange } from '../../buffer/time-ranges.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { Segment } from '../../model/segment.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { Track } from '../../model/track.ts';
import type { SinkKind } from './buffer-sink.ts';
import { Cursor } from './cursor.ts';
import { EDGE_SEC, FreshBuffer } from './fresh-buffer.ts';
import { gapEndSec } from './holes.ts';
import { planKey, type Plan } from './plan.ts';
import { SegmentFaults } from './segment-faults.ts';
import type { SinkSet } from './sink-set.ts';
import type { StreamTitle } from './stream-title.ts';
import { Abandonment } from './transfer-watch.ts';
import type { Wake } from './wake.ts';

/** What a stream asks of the playback that it belongs to. */
export interface StreamHost {
  readonly wake: Wake;
  readonly sinks: Pick<SinkSet, 'buffered' | 'abandonSegment' | 'drop'>;
  playheadSec(): number;
  /** Null where no rendition is left to try. */
  chooseRendition(stream: Stream, track: Track, excluded: ReadonlySet<string>): Rendition | null;
  /** The first picture is about to be shown: work for what comes later would hold it up. */
  isPictureDue(): boolean;
  /** Seconds of media ahead of the playhead to fetch, at this bitrate; 0 or less: nothing now. */
  goalSec(stream: Stream): number;
  /** Carries the plan out: resolves when the segment is in the buffer. */
  load(stream: Stream, plan: Plan, scope: Scope): Promise<void>;
  /** Playback will jump all of this, since others have nothing there: it need not be fetched. */
  isJumped(stream: Stream, range: TimeRange): boolean;
  /** True when the buffer cannot go on with this rendition, and playback will be rebuilt at the plan's start. */
  mustRebuildFor(stream: Stream, plan: Plan): boolean;
  onIndex(index: SegmentIndex, rendition: Rendition): void;
  /** Everything there is has been fetched. */
  onDone(stream: Stream): Promise<void>;
  /** Nothing more can be fetched, as `failure` tells. */
  onFailed(error: PlayerError): void;
}

/** What is buffered shall last for what comes behind a segment that is stepped over. */
const LAST_RESORT_SEC = 4;
/** How far ahead of the playhead what is replaced reaches at the least: time for its first bytes to arrive. */
const REPLACE_MARGIN_SEC = 1;
/** What comes may take the place of so much before it, where segments overlap, but not of half a segment: that is not lost. */
const OVERLAP_SEC = 1;

/** Keeps the buffer of one kind of media filled ahead of the playhead: choose, fetch, append, one segment after another. */
export class Stream {
  readonly kind: SinkKind;
  readonly shown: ShownLog<ShownEntry & { readonly trackId: string }> = new ShownLog();
  readonly #title: StreamTitle;
  readonly #host: StreamHost;
  readonly #scope: Scope;
  readonly #cursor: Cursor;
  #run: Scope;
  #inFlight: TimeRange | null = null;
  /** The browser has thrown out some of what is in flight; and where that began, once it was fetched again for this. */
  #hasLost = false;
  #againSec = NaN;
  #isDone = false;
  #failure: PlayerError | null = null;
  readonly #faults = new SegmentFaults();
  readonly #fresh: FreshBuffer;

  constructor(kind: SinkKind, title: StreamTitle, host: StreamHost, scope: Scope, startSec: number) {
    this.kind = kind;
    this.#title = title;
    this.#host = host;
    this.#scope = scope;
    this.#cursor = new Cursor(startSec, title.periodAt(startSec));
    this.#run = scope.child();
    this.#fresh = new FreshBuffer(() => host.sinks.buffered(kind));
  }

  /** Starts fetching; the first request leaves before this returns where the index is known. */
  start(): void {
    this.#spawn();
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** What the loop has ended on; another position, or another choice, starts it again. */
  get failure(): PlayerError | null {
    return this.#failure;
  }

  /** Media before this point has been fetched, or will not be. */
  get fetchedUntilSec(): number {
    return this.#isDone ? Infinity : this.#cursor.timeSec;
  }

  /** Seconds of media from the playhead to there, as far as is known. */
  get leadSec(): number {
    return this.#cursor.holes.mediaSec(this.#host.playheadSec(), this.#cursor.timeSec);
  }

  /** `fetchedUntilSec`, with the segment on its way; where none is, with the next one. */
  get comingUntilSec(): number {
    return this.#inFlight?.endSec ?? this.fetchedUntilSec + this.segmentDurationSec;
  }

  /** Where what is buffered of it ends; null where nothing is. */
  get endSec(): number | null {
    return this.#host.sinks.buffered(this.kind).at(-1)?.endSec ?? null;
  }

  /** Whether it has nothing there, for longer than an element plays on without it. */
  isJumped(range: TimeRange): boolean {
    return this.#cursor.holes.isJumped(range);
  }

  /** What is buffered of it; where it has all there is, it holds no other back that is longer. */
  get reach(): readonly TimeRange[] {
    const ranges = this.#host.sinks.buffered(this.kind);
    if (!this.#isDone) return ranges;
    return [...ranges.slice(0, -1), { startSec: ranges.at(-1)?.startSec ?? 0, endSec: Infinity }];
  }

  get rendition(): Rendition | null {
    return this.#cursor.rendition;
  }

  awaitedSec(track: Track): number | null {
    return this.#cursor.awaitedSec(track);
  }

  get segmentDurationSec(): number {
    return this.#cursor.segmentDurationSec;
  }

  durationSecIn(track: Track): number {
    return this.#cursor.durationSecIn(track);
  }

  /** The playhead was moved: go on where its buffered stretch ends, or fetch there. What is in flight and fits goes on. */
  seek(timeSec: number): void {
    const wantedSec = timeSec + this.#fresh.aheadSec(timeSec, EDGE_SEC);
    const isOutside = wantedSec === timeSec;
    const { startSec, endSec } = this.#inFlight ?? {
      startSec: this.#cursor.timeSec,
      endSec: this.fetchedUntilSec,
    };
    const isOnItsWay = startSec <= wantedSec + EDGE_SEC && wantedSec <= endSec + EDGE_SEC;
    const isPaused = this.#faults.isTryingAgain && !this.#inFlight;
    if (isOnItsWay && !isPaused && !this.#failure && !(this.#isDone && isOutside)) this.#host.wake.fire();
    else this.#restart(wantedSec, isOutside);
  }

  /** Fetches again what playback comes to of what was lost; false: it comes to nothing of it, or that is in flight. */
  fetchAgain(lost: readonly TimeRange[]): boolean {
    const startSec = this.#host.playheadSec();
    const inFlight = this.#inFlight ?? { startSec: 0, endSec: 0 };
    const ahead = intersectRanges(lost, [{ startSec, endSec: Infinity }]);
    this.#hasLost ||= intersectRanges(lost, [inFlight]).length > 0;
    const fetchedSec = this.fetchedUntilSec - Math.min(OVERLAP_SEC, this.segmentDurationSec / 2);
    if (!withoutRange(ahead, inFlight).some((range) => range.startSec < fetchedSec)) return false;
    this.seek(startSec);
    return true;
  }

  /**
   * Fetches what lies ahead again: the choice has changed. A picture is replaced from the end of the segment at the
   * playhead on; other sound can begin anywhere, so the segment just ahead is replaced whole, under the playhead too if
   * it reaches there. Of another quality, what is behind will do; of another track, nothing will that a seek comes to in
   * this period.
   */
  replaceAhead(isOtherTrack: boolean): void {
    const playheadSec = this.#host.playheadSec();
    const soonSec = playheadSec + REPLACE_MARGIN_SEC;
    const isSound = isOtherTrack && this.kind === 'audio';
    const fromSec = isSound ? soonSec : (this.shown.endAfter(soonSec) ?? Infinity);
    const period = this.#title.periods[this.#title.periodAt(playheadSec)];
    const startSec = isOtherTrack && period ? period.startSec : fromSec;
    this.#replace(fromSec, { startSec, endSec: Infinity });
  }

  /** Fetches again what lies ahead of this rendition, from the end of the segment at the playhead on, and no more. */
  replaceRendition(renditionId: string): void {
    const span = this.shown.spanAfter(this.#host.playheadSec() + REPLACE_MARGIN_SEC, renditionId);
    if (span) this.#replace(span.startSec, span);
  }

  #replace(fromSec: number, stale: TimeRange): void {
    // What is cut off half-way must come again, however little of it lies ahead.
    const { startSec = this.#failure ? this.#cursor.timeSec : Infinity, endSec = 0 } = this.#inFlight ?? {};
    this.#fresh.spoil(stale);
    const isFetched = fromSec < Math.max(this.fetchedUntilSec, endSec) && fromSec !== endSec;
    if (isFetched || this.#failure) this.#restart(Math.min(fromSec, startSec), false);
    else this.#host.wake.fire();
  }

  #restart(timeSec: number, isSeek: boolean): void {
    const reason = new DOMException('another position is wanted', 'AbortError');
    this.#run.dispose(reason);
    if (this.#inFlight) this.#host.sinks.abandonSegment(this.kind, reason);
    if (isSeek) this.#host.sinks.drop(this.kind, this.#fresh.stale); // or it would be seen or heard until its place is taken
    this.#inFlight = null;
    this.#isDone = false;
    this.#againSec = NaN;
    this.#failure = null;
    this.#faults.clear();
    this.#cursor.moveTo(timeSec, isSeek, this.#title.periodAt(timeSec));
    this.#run = this.#scope.child();
    this.#spawn();
  }

  #spawn(): void {
    const run = this.#run;
    this.#fetchOn(run).catch((error: unknown) => {
      if (isCancellation(run.signal, error)) return;
      this.#failure = asPlayerError(error, this.#title.url);
      this.#host.onFailed(this.#failure);
    });
  }

  /** The loop: one turn a segment. */
  async #fetchOn(run: Scope): Promise<void> {
    for (;;) {
      const { signal } = run;
      signal.throwIfAborted();
      if (!this.#hasRoom()) {
        await this.#host.wake.wait(signal);
        continue;
      }
      const plan = await this.#plan(signal);
      signal.throwIfAborted();
      if (plan === null) {
        this.#isDone = true;
        void this.#host.onDone(this);
        return;
      } else if (!this.#hasRoom() || plan.track !== this.#trackHere()) {
        continue; // while the index came, the browser has said that it wants no more, or the app has chosen another
      } else if (this.#host.mustRebuildFor(this, plan)) {
        await this.#host.wake.wait(signal);
      } else {
        await this.#load(plan, run);
      }
    }
  }

  #hasRoom(): boolean {
    return this.#cursor.isFirst || (this.leadSec < this.#host.goalSec(this) && !this.#host.isPictureDue());
  }

  /** Finds the next segment that is not in the buffer already and that some rendition has; null at the end. */
  async #plan(signal: AbortSignal): Promise<Plan | null> {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.timeSec >= (this.#title.endsSec.get(this.kind) ?? Infinity)) return null;
      const track = this.#trackHere();
      const step = track && (await this.#planIn(track, signal));
      if (step) return step;
      const next = this.#title.periods[cursor.periodIndex + 1];
      if (!next) {
        if (cursor.isFirst && this.#faults.lastError) throw this.#faults.lastError; // nothing has come of it
        return null;
      }
      cursor.enterPeriod(cursor.periodIndex + 1, next.startSec);
    }
  }

  async #planIn(track: Track, signal: AbortSignal): Promise<Plan | null> {
    const cursor = this.#cursor;
    const rendition = this.#host.chooseRendition(this, track, this.#faults.excluded);
    if (!rendition) return this.#skipSegment(track, signal);
    let index: SegmentIndex;
    try {
      index = await this.#title.getIndex(rendition, this.kind);
    } catch (error) {
      signal.throwIfAborted();
      this.#excludeAfter(error, rendition, true);
      return this.#planIn(track, signal);
    }
    this.#host.onIndex(index, rendition); // what it throws, no other rendition can mend
    signal.throwIfAborted();
    if (this.#title.undecodable.has(rendition.id)) return this.#planIn(this.#trackHere() ?? track, signal); // its playlist tells of a refused key
    for (;;) {
      const isLastPeriod = cursor.periodIndex + 1 >= this.#title.periods.length;
      const segment = cursor.next(rendition, index, isLastPeriod);
      if (!segment) return null;
      const plan = { track, rendition, segment };
      const endSec = segment.startSec + segment.durationSec;
      if (this.#fresh.holds(segment)) {
        cursor.meet(segment);
        this.#pass(segment, track);
      } else if (this.#host.isJumped(this, { startSec: segment.startSec, endSec })) cursor.skipTo(endSec);
      else if (this.#isLeftOut(plan, index)) return this.#planIn(track, signal);
      else {
        cursor.meet(segment);
        return plan;
      }
    }
  }

  /** Whether another rendition is to bring it. */
  #isLeftOut(plan: Plan, index: SegmentIndex): boolean {
    const faults = this.#faults;
    const { id } = plan.rendition;
    if (plan.segment.isGap) faults.noteGap(gapEndSec(index, plan.segment), id);
    else if (this.#title.badSegments.has(planKey(plan))) faults.noteBad(id);
    else if (!faults.isTryingAgain && this.#title.avoidedSegments.has(planKey(plan))) faults.noteAvoided(id);
    else return false;
    return true;
  }

  /** No rendition has it: ask again where that may help, while the buffer lasts; else step over the segment, or end. */
  async #skipSegment(track: Track, signal: AbortSignal): Promise<Plan | null> {
    const faults = this.#faults;
    const buffered = this.#host.sinks.buffered(this.kind);
    const spareSec = bufferAheadSec(buffered, this.#host.playheadSec(), EDGE_SEC) - LAST_RESORT_SEC;
    const pauseSec = faults.tryAgain(spareSec);
    if (pauseSec !== null) {
      await wait(this.#title.context.clock, pauseSec * 1000, signal);
      return this.#planIn(track, signal);
    }
    if (faults.isGap) this.#cursor.skipTo(faults.gapUntilSec);
    else if (!faults.skip() || !this.#cursor.passCurrent()) {
      const { url } = this.#title;
      const message = `No ${this.kind} rendition of ${url} is left to play.`;
      throw faults.lastError ?? new PlayerError('manifest-empty', message, { url, detail: this.kind });
    }
    faults.next();
    return this.#planIn(track, signal);
  }

  async #load(plan: Plan, run: Scope): Promise<void> {
    const { segment, rendition } = plan;
    const range = { startSec: segment.startSec, endSec: segment.startSec + segment.durationSec };
    this.#inFlight = range;
    this.#hasLost = false;
    const scope = run.child();
    try {
      await this.#host.load(this, plan, scope);
      run.signal.throwIfAborted(); // a restart in this very moment has moved the cursor elsewhere
      if (this.#isToComeAgain(range)) return;
      this.#pass(segment, plan.track);
      this.#host.wake.fire(); // the sound waits for the picture
      this.#faults.clear();
    } catch (error) {
      this.#title.noteFault(plan, error);
      run.signal.throwIfAborted();
      this.#host.sinks.abandonSegment(this.kind, error);
      if (!(error instanceof Abandonment)) this.#excludeAfter(error, rendition, false);
    } finally {
      if (!run.isDisposed) this.#inFlight = null;
      scope.dispose();
    }
  }

  /** Whether the browser has thrown out some of what playback comes to while the rest came. Once: it may do so each time. */
  #isToComeAgain({ startSec, endSec }: TimeRange): boolean {
    if (!this.#hasLost || this.#againSec === startSec) return false;
    const fromSec = Math.max(startSec, this.#host.playheadSec());
    const aheadSec = bufferAheadSec(this.#host.sinks.buffered(this.kind), fromSec, EDGE_SEC);
    if (fromSec + aheadSec >= endSec - EDGE_SEC) return false;
    this.#againSec = startSec;
    return true;
  }

  /** Media of this segment is in the buffer now, if only its beginning. */
  noteShown({ segment, rendition, track }: Plan): void {
    const endSec = segment.startSec + segment.durationSec;
    this.shown.add({ startSec: segment.startSec, endSec, renditionId: rendition.id, trackId: track.id });
  }

  /** A rendition that failed is not tried again at this place. What no other rendition can mend is thrown on. */
  #excludeAfter(error: unknown, rendition: Rendition, isOfIndex: boolean): void {
    this.#run.signal.throwIfAborted();
    if (!isPlayerError(error) || !/^(network-|segment-|decrypt-|manifest-|codec-)/.test(error.code))
      throw error;
    this.#faults.note(error, rendition.id, isOfIndex);
    if (error.code === 'codec-unsupported') this.#title.undecodable.add(rendition.id);
    this.#title.context.emit({ type: 'warning', error });
  }

  #trackHere(): Track | null {
    return this.#title.trackAt(this.kind, this.#cursor.periodIndex);
  }

  /** Goes on behind `segment`: what the buffer holds up to there is as it was chosen, if `track` still is. */
  #pass(segment: Segment, track: Track): void {
    const startSec = Math.min(this.#cursor.timeSec, segment.startSec);
    this.#cursor.pass(segment);
    if (track === this.#trackHere()) this.#fresh.renew({ startSec, endSec: this.#cursor.timeSec });
  }
}

function asPlayerError(cause: unknown, url: string): PlayerError {
  if (isPlayerError(cause)) return cause;
  const detail = describeCause(cause);
  return new PlayerError('append-failed', `Playing ${url} failed: ${detail}`, { url, detail }, { cause });
}
