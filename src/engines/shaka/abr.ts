import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { DecisionMoment, RenditionChooser } from '../../abr/rendition-chooser.ts';
import type { AbrDecision } from '../../model/abr.ts';
import type { RenditionInfo } from '../../model/presentation-info.ts';
import type { IndexWatch } from './index-watch.ts';
import { mainStream, toLadder, toRenditionId, type Rung } from './renditions.ts';

type Variant = shaka.extern.Variant;
type Switch = shaka.extern.AbrManager.SwitchCallback;
/** Seconds of the buffer to keep from the playhead on; undefined: all. */
type KeepSec = () => number | undefined;

export interface AbrPorts {
  readonly chooser: RenditionChooser;
  /** What of a decision's input the engine knows at any time. */
  readonly moment: () => Omit<DecisionMoment, 'awaitedSec'>;
  /** As in AbrInput, for when the playhead waits. */
  readonly awaitedSec: () => number;
  readonly indices: IndexWatch;
  readonly onRenditions: (renditions: readonly RenditionInfo[]) => void;
}

const NONE: ReadonlySet<string> = new Set();
const ignore = (): undefined => undefined;

/**
 * Lets Kinora's ABR decide in Shaka: whatever variant Shaka asks for or is told, a decision says so. Shaka makes several
 * managers for one load; they share this.
 */
export class ShakaAbr {
  readonly #ports: AbrPorts;
  /** What was decided last; null: nothing yet. */
  latest: AbrDecision | null = null;
  renditions: readonly RenditionInfo[] = [];
  #ladder: readonly Rung[] = [];
  #switch: Switch | null = null;
  #chosen: Variant | null = null;
  #isFetching = false;
  #holdsVideo = false;
  /** One for all decisions that wait until Shaka may be switched. */
  #question: { isAwaited: boolean; keepSec: KeepSec | undefined } | null = null;

  constructor(ports: AbrPorts) {
    this.#ports = ports;
  }

  /** The first request for media is out: from here on each question is one for the next segment. */
  noteFetch(): void {
    this.#isFetching = true;
  }

  /**
   * Chooses for the segment that Shaka fetches next, once it may be switched. `isAwaited`: the playhead waits for it;
   * without `keepSec`, and where that says undefined, all of the buffer stays.
   */
  decideNext(isAwaited: boolean, keepSec?: KeepSec): void {
    const waiting = this.#question;
    if (waiting) {
      waiting.isAwaited ||= isAwaited;
      waiting.keepSec = keepSec ?? waiting.keepSec;
      return;
    }
    const question = { isAwaited, keepSec };
    this.#question = question;
    this.#ports.indices.choose(() => {
      this.#question = null;
      if (!this.#switch || !this.#isFetching || this.#ladder.length === 0) return;
      const keptSec = question.keepSec?.();
      this.#switch(this.#choose(question.isAwaited), keptSec !== undefined, keptSec);
    });
  }

  /** While `change` runs, the picture stays as it is: the sound alone is chosen anew. */
  holdVideo(change: () => void): void {
    this.#holdsVideo = true;
    try {
      change();
    } finally {
      this.#holdsVideo = false;
    }
  }

  readonly createManager = (): shaka.extern.AbrManager => {
    let variants: readonly Variant[] = [];
    let ownSwitch: Switch | null = null;
    const disable = (): void => {
      if (this.#switch === ownSwitch) this.#switch = null;
    };
    return {
      init: (switchCallback) => (ownSwitch = switchCallback),
      enable: () => (this.#switch = ownSwitch),
      disable,
      stop: () => {
        disable();
        ownSwitch = null;
      },
      setVariants: (given) => {
        const isSame = given.length === variants.length && given.every((one) => variants.includes(one));
        variants = given;
        this.#setVariants(given);
        return !isSame;
      },
      chooseVariant: () => this.#answer(),
      trySuggestStreams: () => this.decideNext(false),
      // Shaka breaks a transfer off where the next one would be faster by this; a decision is for the next segment.
      getBandwidthEstimate: () => 0,
      ...{ configure: ignore, release: ignore, setCmsdManager: ignore, setMediaElement: ignore },
      ...{ playbackRateChanged: ignore, segmentDownloaded: ignore },
    };
  };

  #setVariants(variants: readonly Variant[]): void {
    for (const stream of variants.flatMap(({ video, audio }) => [video, audio]))
      if (stream) this.#ports.indices.watch(stream);
    const ladder = toLadder(variants);
    this.#ladder = ladder;
    // What Shaka leaves out for a while after a fault stays among the choices.
    if (ladder.every(({ id }) => this.renditions.some((known) => known.id === id))) return;
    this.renditions = ladder;
    this.#ports.onRenditions(ladder);
  }

  #answer(): Variant {
    const held = this.#holdsVideo || !this.#isFetching ? this.#chosen : null;
    const stream = held && mainStream(held);
    const rung = stream && this.#rungOf(toRenditionId(stream));
    return rung ? this.#withAudio(rung) : this.#choose(!this.#isFetching);
  }

  #choose(isAwaited: boolean): Variant {
    const { chooser, moment, awaitedSec } = this.#ports;
    const decision = chooser.main(
      { renditions: this.#ladder },
      { ...moment(), isWaitedFor: true, awaitedSec: isAwaited ? awaitedSec() : null },
      NONE,
    );
    const rung = decision && this.#rungOf(decision.renditionId);
    if (!rung) throw new Error('Shaka asks for a variant where it offers none');
    this.latest = decision;
    return this.#withAudio(rung);
  }

  #rungOf(id: string): Rung | undefined {
    return this.#ladder.find((rung) => rung.id === id);
  }

  #withAudio({ audios }: Rung): Variant {
    const { chooser, moment } = this.#ports;
    const choice = chooser.audio({ renditions: audios }, moment(), NONE);
    if (!choice) throw new Error('a rendition without a variant');
    return (this.#chosen = choice.variant);
  }
}
