import { allowedRenditions } from './allowed-renditions.ts';
import { capAudio } from './cap-audio.ts';
import type { Limited } from './decodable.ts';
import { DeviceLimits } from './device-limits.ts';
import type { DeviceInfo } from '../core/device-info.ts';
import type { Logger } from '../core/logger.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { AbrDecision, AbrInput, AbrRendition, AbrTransfer, Decide } from '../model/abr.ts';
import type { Quality } from '../model/quality.ts';
import type { Rendition } from '../model/rendition.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** Transfers that a decision may look back on: a minute or two of segments. */
const MAX_SAMPLES = 60;

/** Seeks that a decision may look back on. */
const MAX_SEEKS = 20;

/** Better sound has time: a rise comes so long after the change before it at the earliest. */
const RISE_AFTER_MS = 30_000;

/** What of a rendition the choice rests on. An engine that has less to tell leaves the groups out. */
export type ChoosableRendition = Pick<Rendition, 'id' | 'bandwidthBps' | 'width' | 'height'> &
  Partial<Pick<Rendition, 'audioGroupId' | 'groupId' | 'codecs' | 'frameRate' | 'averageBandwidthBps'>>;

type ChoosableAudio = Pick<ChoosableRendition, 'id' | 'bandwidthBps' | 'groupId'>;

/** A track as far as it is chosen from. */
export interface ChoosableTrack<R extends ChoosableRendition = ChoosableRendition> {
  /** Ascending by bandwidth. */
  readonly renditions: readonly R[];
}

export type DecisionMoment = Pick<
  AbrInput,
  | 'atMs'
  | 'bufferSec'
  | 'bufferGoalSec'
  | 'segmentDurationSec'
  | 'remainingSec'
  | 'awaitedSec'
  | 'isWaitedFor'
  | 'playbackRate'
  | 'viewport'
>;

/** Of a rendition's segment that is to be fetched next and of those behind it, in order, as far as they are known; bytes. */
export type SizesOf<R extends ChoosableRendition> = (rendition: R) => readonly number[];

/** Chooses the rendition of the next segment: asks the ABR controller, and keeps audio beside video steady. */
export class RenditionChooser {
  readonly #decide: Decide;
  readonly #limits: DeviceLimits;
  #samples: TransferSample[] = [];
  #awaitedAtMs: readonly number[] = [];
  /** Of the segment that was decided on last. */
  #moment: DecisionMoment | null = null;
  /** What was abandoned is to be fetched so. */
  #instead: AbrDecision | null = null;
  /** Of the picture, the last one, and what the segment before that one was fetched in. */
  #latest: AbrDecision | null = null;
  #before: AbrDecision | null = null;
  /** Of the sound that was chosen last; 0: none, or not declared. */
  #audioBps = 0;
  #audioSinceMs = -Infinity;
  /** What the least of the allowed pictures takes. */
  #leastBps = 0;
  /** The audio group that the video rendition in use demands (HLS); null: none. */
  #audioGroupId: string | null | undefined = null;
  quality: Quality = 'auto';

  constructor(decide: Decide, device: DeviceInfo, log: Logger) {
    this.#decide = decide;
    this.#limits = new DeviceLimits(device, log);
  }

  addSample(sample: TransferSample): void {
    this.#samples = [...this.#samples.slice(1 - MAX_SAMPLES), sample];
  }

  /**
   * The rendition of the track that adapts (video; audio where there is no video) to fetch next, with why. `excluded` holds those that failed at this place.
   * Null where none is left.
   */
  main<R extends ChoosableRendition>(
    track: ChoosableTrack<R>,
    moment: DecisionMoment,
    excluded: ReadonlySet<string>,
    sizesOf: SizesOf<R> = () => [],
  ): AbrDecision | null {
    const instead = this.#instead;
    this.#instead = null;
    // What is asked for again is no other seek.
    if (moment.awaitedSec !== null && this.#moment?.awaitedSec == null)
      this.#awaitedAtMs = [...this.#awaitedAtMs.slice(-MAX_SEEKS), moment.atMs];
    this.#moment = moment;
    const decision =
      instead && findRendition(this.#allowed(track, excluded, moment.atMs), instead.renditionId)
        ? instead
        : this.#ask(track, moment, excluded, sizesOf, null);
    if (!decision) return null;
    if (!instead) this.#before = this.#latest; // else what was under way never came
    this.#latest = decision;
    this.#audioGroupId = findRendition(track, decision.renditionId)?.audioGroupId;
    this.#limits.watch.value?.noteFetch(decision.renditionId);
    return decision;
  }

  /**
   * Whether the segment under way is to be abandoned for another rendition: if so, why, and `main` gives that one the
   * next time it is asked.
   */
  reconsider<R extends ChoosableRendition>(
    track: ChoosableTrack<R>,
    moment: DecisionMoment,
    excluded: ReadonlySet<string>,
    sizesOf: SizesOf<R>,
    transfer: AbrTransfer,
  ): AbrDecision | null {
    const { renditionId } = transfer;
    if (excluded.has(renditionId)) return null;
    const decision = this.#ask(track, moment, excluded, sizesOf, transfer);
    if (decision?.renditionId === renditionId) return null;
    this.#instead = decision;
    return decision;
  }

  /**
   * Takes note of what is shown up to now, of the rendition of the track that is on the screen (null: not known), with so
   * much media ahead. Gives the rendition of which what is buffered is better replaced, as another one would be chosen in its
   * place: it has just shown to be too much for the device, or was fetched while nobody saw it. Null: none.
   */
  noteFrames(
    track: ChoosableTrack,
    shownId: string | null,
    element: MediaElementPort,
    aheadSec: number,
    nowMs: number,
  ): string | null {
    const id = this.#limits.noteFrames(track.renditions, shownId, element, aheadSec, nowMs);
    const moment = this.#moment;
    if (id === null || !moment) return null;
    // With what is left of the buffer then.
    const then = { ...moment, atMs: nowMs, bufferSec: moment.segmentDurationSec, awaitedSec: null };
    return this.#ask(track, then, new Set(), () => [], null)?.renditionId === id ? null : id;
  }

  /** A pin leaves one alone, and so the device nothing to limit. */
  #allowed<R extends ChoosableRendition>(
    track: ChoosableTrack<R>,
    excluded: ReadonlySet<string>,
    atMs: number,
  ): Limited<R> {
    const usable = track.renditions.filter((rendition) => !excluded.has(rendition.id));
    return this.#limits.smooth(allowedRenditions(this.#limits.playable(usable), this.quality), atMs);
  }

  #ask<R extends ChoosableRendition>(
    track: ChoosableTrack<R>,
    moment: DecisionMoment,
    excluded: ReadonlySet<string>,
    sizesOf: SizesOf<R>,
    inFlight: AbrTransfer | null,
  ): AbrDecision | null {
    const { renditions: allowed, limit } = this.#allowed(track, excluded, moment.atMs);
    const [lowest] = allowed;
    if (!lowest) return null;
    this.#leastBps = lowest.bandwidthBps;
    // What is under way began when it was allowed, and may be slow.
    const renditions = track.renditions.filter(
      (rendition) => rendition.id === inFlight?.renditionId || allowed.includes(rendition),
    );
    return this.#decide({
      ...moment,
      inFlight,
      limit,
      renditions: renditions.map((rendition) => describeRendition(rendition, sizesOf)),
      currentId: (inFlight ? this.#before : this.#latest)?.renditionId ?? null,
      audioBps: this.#audioBps,
      samples: this.#samples,
      awaitedAtMs: this.#awaitedAtMs,
    });
  }

  /**
   * The rendition of the audio beside the picture that was chosen last; in the group that this demands, where it demands one.
   * Null where none is left.
   */
  audio<R extends ChoosableAudio>(
    track: { readonly renditions: readonly R[] },
    { atMs, playbackRate }: Pick<DecisionMoment, 'atMs' | 'playbackRate'>,
    excluded: ReadonlySet<string>,
  ): R | null {
    const heardBps = this.#audioBps;
    const latest = this.#latest;
    const usable = track.renditions.filter(({ id }) => !excluded.has(id));
    const inGroup = usable.filter(({ groupId }) => groupId === this.#audioGroupId);
    const candidates = inGroup[0] ? inGroup : usable;
    const capBps = capAudio(
      heardBps,
      (latest?.estimateBps ?? Infinity) / Math.max(1, playbackRate),
      this.#leastBps,
      atMs - this.#audioSinceMs >= RISE_AFTER_MS,
      latest?.savesData,
    );
    const chosen = candidates.filter(({ bandwidthBps }) => bandwidthBps <= capBps).at(-1) ?? candidates[0];
    const chosenBps = chosen?.bandwidthBps ?? 0;
    if (chosenBps !== heardBps) {
      this.#audioBps = chosenBps;
      this.#audioSinceMs = atMs;
    }
    return chosen ?? null;
  }
}

export function findRendition<R extends ChoosableRendition>(
  track: ChoosableTrack<R>,
  id: string,
): R | undefined {
  return track.renditions.find((rendition) => rendition.id === id);
}

function describeRendition<R extends ChoosableRendition>(rendition: R, sizesOf: SizesOf<R>): AbrRendition {
  const { id, bandwidthBps, averageBandwidthBps = null, width, height } = rendition;
  const [nextSegmentBytes = null, ...laterSegmentBytes] = sizesOf(rendition);
  return { id, bandwidthBps, averageBandwidthBps, width, height, nextSegmentBytes, laterSegmentBytes };
}
