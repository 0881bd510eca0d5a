import type Hls from 'hls.js';
import type { HlsConfig, Level } from 'hls.js';
import { alikeRenditions } from '../../abr/alike-renditions.ts';
import { awaitWhole } from '../../abr/await-whole.ts';
import { liveGoalSec } from '../../abr/live-goal.ts';
import { RenditionChooser, type DecisionMoment } from '../../abr/rendition-chooser.ts';
import type { EngineContext } from '../../engine/engine.ts';
import type { AbrDecision } from '../../model/abr.ts';
import type { RenditionInfo } from '../../model/presentation-info.ts';
import type { Quality } from '../../model/quality.ts';
import type { TransferSample } from '../../model/transfer-sample.ts';
import { DEFAULT_NETWORK_CONFIG } from '../../network/network-config.ts';
import { listRenditions } from './renditions.ts';

/** What a choice of level needs of hls.js. */
export interface ChooserHls extends Pick<
  Hls,
  | 'currentLevel'
  | 'firstLevel'
  | 'latestLevelDetails'
  | 'levels'
  | 'loadLevel'
  | 'maxHdcpLevel'
  | 'targetLatency'
> {
  readonly config: Pick<HlsConfig, 'maxBufferLength'>;
  readonly loadLevelObj: Level | null;
  readonly mainForwardBufferInfo: { readonly len: number } | null;
  readonly maxBufferLength: number;
  readonly media: object | null;
  nextLevel: number;
  bandwidthEstimate: number;
}

/** What it needs of its engine. */
export interface AbrHost extends Pick<
  EngineContext,
  'decide' | 'clock' | 'device' | 'element' | 'log' | 'viewport'
> {
  quality(): Quality;
  /** Told when a fragment is asked for: the decision that it is fetched under. */
  onDecision(decision: AbrDecision, positionSec: number): void;
}

/** A level that failed is chosen again after so long, as a host is by default. */
export const LEVEL_PENALTY_MS: number = DEFAULT_NETWORK_CONFIG.hostCoolDownMs;
/** A decision that waits longer than this for its fragment, at the live edge, is made anew. Milliseconds. */
const STALE_MS = 4000;
interface Pending {
  readonly level: Level;
  readonly decision: AbrDecision;
  readonly atMs: number;
}

/**
 * Answers hls.js, which asks on every tick for the level to fetch next: by one decision for each fragment, made when there
 * is room for one, and told when the fragment is asked for.
 */
export class LevelChooser {
  readonly #hls: ChooserHls;
  readonly #host: AbrHost;
  readonly #chooser: RenditionChooser;
  #pending: Pending | null = null;
  #hasFetched = false;
  #estimateBps: number | null = null;

  constructor(hls: ChooserHls, host: AbrHost) {
    this.#hls = hls;
    this.#host = host;
    this.#chooser = new RenditionChooser(host.decide, host.device, host.log);
    this.#chooser.quality = host.quality();
  }

  addSample(sample: TransferSample): void {
    this.#chooser.addSample(sample);
  }

  /**
   * Looks at what is shown up to now, with so much media ahead: what is buffered of a level that the device does not manage,
   * or that nobody was to see, is replaced.
   */
  watchFrames(aheadSec: number): void {
    const hls = this.#hls;
    if (!hls.media) return; // the element plays what stands in for this
    const renditions = listRenditions(hls.levels);
    const ladder = { renditions: byBandwidth(renditions) };
    const shownId = renditions[hls.currentLevel]?.id ?? null;
    const { element } = this.#host;
    if (this.#chooser.noteFrames(ladder, shownId, element, aheadSec, this.#nowMs()) === null) return;
    this.#pending = null;
    hls.nextLevel = -1; // the ABR answers
  }

  /** What was decided for a fragment that has not been asked for no longer holds: another quality, another place. */
  forget(): void {
    this.#pending = null;
    this.#chooser.quality = this.#host.quality();
  }

  /** The level of the fragment to fetch next, as an index. */
  next(): number {
    const hls = this.#hls;
    const { levels } = hls;
    const held = this.#pending ? levels.indexOf(this.#pending.level) : -1;
    if (held >= 0 && this.#isHeld()) return held;
    const hasRoom = this.#bufferSec() < hls.maxBufferLength;
    if (held < 0 && this.#hasFetched && !hasRoom && !this.#isOut(hls.loadLevelObj))
      return Math.max(0, hls.loadLevel);
    this.#pending = this.#choose();
    return this.#pending ? levels.indexOf(this.#pending.level) : Math.max(0, hls.loadLevel);
  }

  /** A fragment of a level has been asked for. */
  noteFetch(level: number, positionSec: number): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#hasFetched = true;
    const { levels } = this.#hls;
    const renditionId = listRenditions(levels)[level]?.id;
    if (renditionId === undefined) return;
    const byItself = { renditionId, reason: 'hls.js chose it by itself', estimateBps: this.#estimateBps };
    const decision = pending && pending.level === levels[level] ? pending.decision : byItself;
    this.#host.onDecision(decision, positionSec);
  }

  #nowMs(): number {
    return this.#host.clock.nowMs();
  }

  #isHeld(): boolean {
    const pending = this.#pending;
    if (!pending || this.#isOut(pending.level)) return false;
    return !pending.level.details || this.#nowMs() - pending.atMs < STALE_MS;
  }

  /**
   * The output may not show it (hls.js has learnt what protection, HDCP, there is), or it failed: an error counts against a
   * level until it has buffered something again, or for a while.
   */
  #isOut(level: Level | null | undefined): boolean {
    if (!level) return false;
    const { maxHdcpLevel } = this.#hls;
    const demanded = level.attrs['HDCP-LEVEL'];
    if (maxHdcpLevel && demanded && demanded > maxHdcpLevel) return true; // NONE, TYPE-0, TYPE-1
    return level.loadError > 0 && this.#nowMs() - level.loadErrorTime < LEVEL_PENALTY_MS;
  }

  #bufferSec(): number {
    return this.#hls.mainForwardBufferInfo?.len ?? 0;
  }

  #choose(): Pending | null {
    const atMs = this.#nowMs();
    const { levels } = this.#hls;
    const chooser = this.#chooser;
    const all = listRenditions(levels);
    const failed = new Set(all.filter((_, index) => this.#isOut(levels[index])).map(({ id }) => id));
    const choose = (renditions: readonly RenditionInfo[]): AbrDecision | null =>
      chooser.main({ renditions: byBandwidth(renditions) }, this.#moment(atMs), failed);
    const decision = choose(this.#alike(all)) ?? choose(all);
    const level = levels[all.findIndex(({ id }) => id === decision?.renditionId)];
    if (!decision || !level) return null;
    this.#estimateBps = decision.estimateBps;
    // hls.js reckons with it how far ahead of the playhead a buffer may be replaced.
    if (this.#estimateBps !== null) this.#hls.bandwidthEstimate = this.#estimateBps;
    return { level, decision, atMs };
  }

  /** Seconds of the part that the playhead waits for; null: parts are listed at the live edge alone. */
  #awaitedPart(): number | null {
    const atSec = this.#host.element.currentTime;
    const parts = this.#hls.latestLevelDetails?.partList ?? [];
    return parts.find(({ start, end }) => start <= atSec && atSec < end)?.duration ?? null;
  }

  #alike(all: readonly RenditionInfo[]): readonly RenditionInfo[] {
    return alikeRenditions(all, all[this.#hls.firstLevel], this.#chooser.quality);
  }

  /**
   * On the air, no farther than what the playlist holds: at the edge, where that comes and goes by a segment, as much as lies
   * within the latency that is aimed at.
   */
  #goalSec(segmentSec: number): number {
    const { config, latestLevelDetails: details, targetLatency } = this.#hls;
    if (!details?.live) return config.maxBufferLength;
    const roomSec = Math.max(details.edge - this.#host.element.currentTime, targetLatency ?? 0);
    return liveGoalSec(config.maxBufferLength, roomSec - segmentSec);
  }

  #moment(atMs: number): DecisionMoment {
    const hls = this.#hls;
    const { element } = this.#host;
    const details = hls.latestLevelDetails;
    const bufferSec = this.#bufferSec();
    const segmentDurationSec = details?.averagetargetduration ?? details?.targetduration ?? 0;
    const isAwaited = !this.#hasFetched || (element.seeking && bufferSec === 0);
    return {
      atMs,
      bufferSec,
      bufferGoalSec: this.#goalSec(segmentDurationSec),
      segmentDurationSec,
      remainingSec: null,
      awaitedSec: isAwaited ? awaitWhole(this.#awaitedPart() ?? segmentDurationSec) : null,
      isWaitedFor: true,
      playbackRate: element.playbackRate,
      viewport: this.#host.viewport(),
    };
  }
}

function byBandwidth(renditions: readonly RenditionInfo[]): readonly RenditionInfo[] {
  return [...renditions].sort((one, other) => one.bandwidthBps - other.bandwidthBps);
}
