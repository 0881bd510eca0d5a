import { allowedRenditions } from './allowed-renditions.ts';
import type { AbrDecision, AbrInput, AbrRendition, Decide } from '../model/abr.ts';
import type { Quality } from '../model/quality.ts';
import type { Rendition } from '../model/rendition.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** Transfers that a decision may look back on: a minute or two of segments. */
const MAX_SAMPLES = 60;

/** Audio renditions above this are not chosen by themselves: they would starve the picture of a slow network. */
const AUDIO_CAP_BPS = 200_000;

/** What of a rendition the choice rests on. An engine that has less to tell leaves the groups out. */
export type ChoosableRendition = Pick<Rendition, 'id' | 'bandwidthBps' | 'width' | 'height'> &
  Partial<Pick<Rendition, 'audioGroupId' | 'groupId'>>;

/** A track as far as it is chosen from. */
export interface ChoosableTrack<R extends ChoosableRendition = ChoosableRendition> {
  /** Ascending by bandwidth. */
  readonly renditions: readonly R[];
}

export type DecisionMoment = Pick<
  AbrInput,
  'atMs' | 'bufferSec' | 'bufferGoalSec' | 'segmentDurationSec' | 'awaitedSec' | 'playbackRate' | 'viewport'
>;

/** Chooses the rendition of the next segment: asks the ABR controller, and keeps audio beside video steady. */
export class RenditionChooser {
  readonly #decide: Decide;
  #samples: TransferSample[] = [];
  #currentId: string | null = null;
  #audioBps = 0;
  /** The audio group that the video rendition in use demands (HLS); null: none. */
  #audioGroupId: string | null = null;
  quality: Quality = 'auto';

  constructor(decide: Decide) {
    this.#decide = decide;
  }

  addSample(sample: TransferSample): void {
    this.#samples = [...this.#samples.slice(1 - MAX_SAMPLES), sample];
  }

  /**
   * The rendition of the track that adapts (video; audio where there is no video) to fetch next, with why. `excluded` holds those that failed at this place.
   * Null where none is left.
   */
  main(track: ChoosableTrack, moment: DecisionMoment, excluded: ReadonlySet<string>): AbrDecision | null {
    const usable = track.renditions.filter((rendition) => !excluded.has(rendition.id));
    const renditions = allowedRenditions(usable, this.quality).map(describeRendition);
    if (renditions.length === 0) return null;
    const decision = this.#decide({
      ...moment,
      renditions,
      currentId: this.#currentId,
      audioBps: this.#audioBps,
      samples: this.#samples,
    });
    this.#currentId = decision.renditionId;
    this.#audioGroupId = findRendition(track, decision.renditionId)?.audioGroupId ?? null;
    return decision;
  }

  /** The best audio rendition within reason; in the group that the video rendition demands, where it demands one. */
  audio<R extends ChoosableRendition>(track: ChoosableTrack<R>, excluded: ReadonlySet<string>): R | null {
    const usable = track.renditions.filter((rendition) => !excluded.has(rendition.id));
    const inGroup = usable.filter(
      (rendition) => this.#audioGroupId !== null && rendition.groupId === this.#audioGroupId,
    );
    const candidates = inGroup.length > 0 ? inGroup : usable;
    const modest = candidates.filter((rendition) => rendition.bandwidthBps <= AUDIO_CAP_BPS);
    const chosen = modest.at(-1) ?? candidates[0] ?? null;
    this.#audioBps = chosen?.bandwidthBps ?? 0;
    return chosen;
  }
}

export function findRendition<R extends ChoosableRendition>(
  track: ChoosableTrack<R>,
  id: string,
): R | undefined {
  return track.renditions.find((rendition) => rendition.id === id);
}

function describeRendition({ id, bandwidthBps, width, height }: ChoosableRendition): AbrRendition {
  return { id, bandwidthBps, width, height, nextSegmentBytes: null };
}
