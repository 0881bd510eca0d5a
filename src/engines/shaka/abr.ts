import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { DecisionMoment, RenditionChooser } from '../../abr/rendition-chooser.ts';
import type { AbrDecision } from '../../model/abr.ts';
import type { RenditionInfo } from '../../model/presentation-info.ts';
import { mainStream, toLadder, toRenditionId, type Rung } from './renditions.ts';

type Variant = shaka.extern.Variant;
type Switch = shaka.extern.AbrManager.SwitchCallback;

/** What of a decision's input the engine knows at any time. */
export type Moment = Omit<DecisionMoment, 'awaitedSec'>;

export interface AbrPorts {
  readonly chooser: RenditionChooser;
  readonly moment: () => Moment;
  readonly onRenditions: (renditions: readonly RenditionInfo[]) => void;
}

/** How a switch treats what is buffered already. */
export interface SwitchManner {
  /** Seconds of it to keep from the playhead on; null: all. */
  readonly keepSec: number | null;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Lets Kinora's ABR decide in Shaka: whatever variant Shaka asks for or is told, a decision says so. Shaka makes several
 * managers for one load; they share this.
 */
export class ShakaAbr {
  readonly #ports: AbrPorts;
  #latest: AbrDecision | null = null;
  #ladder: readonly Rung[] = [];
  #known: readonly RenditionInfo[] = [];
  #switch: Switch | null = null;
  #chosen: Variant | null = null;
  #isFetching = false;
  #holdsVideo = false;

  constructor(ports: AbrPorts) {
    this.#ports = ports;
  }

  get renditions(): readonly RenditionInfo[] {
    return this.#known;
  }

  /** What was decided last; null: nothing yet. */
  get latest(): AbrDecision | null {
    return this.#latest;
  }

  /** The first request for media is out: from here on each question is one for the next segment. */
  noteFetch(): void {
    this.#isFetching = true;
  }

  /** Chooses for the segment that Shaka fetches next. `awaitedSec` as in AbrInput. */
  decideNext(awaitedSec: number | null, { keepSec }: SwitchManner = { keepSec: null }): void {
    if (!this.#switch || !this.#isFetching || this.#ladder.length === 0) return;
    this.#switch(this.#choose(awaitedSec), keepSec !== null, keepSec ?? 0);
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
    return {
      init: (switchCallback) => {
        ownSwitch = switchCallback;
      },
      enable: () => {
        this.#switch = ownSwitch;
      },
      disable: () => {
        if (this.#switch === ownSwitch) this.#switch = null;
      },
      stop: () => {
        if (this.#switch === ownSwitch) this.#switch = null;
        ownSwitch = null;
      },
      release: () => undefined,
      configure: () => undefined,
      setMediaElement: () => undefined,
      setCmsdManager: () => undefined,
      playbackRateChanged: () => undefined,
      segmentDownloaded: () => undefined,
      setVariants: (given) => {
        const isSame = given.length === variants.length && given.every((one) => variants.includes(one));
        variants = given;
        this.#setVariants(given);
        return !isSame;
      },
      chooseVariant: () => this.#answer(),
      trySuggestStreams: () => this.decideNext(null),
      // Shaka breaks a transfer off where the next one would be faster by this; a decision is for the next segment.
      getBandwidthEstimate: () => 0,
    };
  };

  #setVariants(variants: readonly Variant[]): void {
    this.#ladder = toLadder(variants);
    const renditions = this.#ladder;
    // What Shaka leaves out for a while after a fault stays among the choices.
    if (renditions.every(({ id }) => this.#known.some((known) => known.id === id))) return;
    this.#known = renditions;
    this.#ports.onRenditions(renditions);
  }

  #answer(): Variant {
    const held = this.#holdsVideo || !this.#isFetching ? this.#chosen : null;
    const rung = held && this.#ladder.find(({ id }) => id === idOf(held));
    if (held && rung) return this.#withAudio(rung);
    return this.#choose(this.#isFetching ? null : 0);
  }

  #choose(awaitedSec: number | null): Variant {
    const { chooser, moment } = this.#ports;
    const [lowest] = this.#ladder;
    if (lowest) chooser.audio({ renditions: lowest.audios }, NONE); // what it takes beside the video counts
    const decision = chooser.main({ renditions: this.#ladder }, { ...moment(), awaitedSec }, NONE);
    const rung = this.#ladder.find(({ id }) => id === decision?.renditionId);
    if (!decision || !rung) throw new Error('Shaka asks for a variant where it offers none');
    this.#latest = decision;
    return this.#withAudio(rung);
  }

  #withAudio({ audios }: Rung): Variant {
    const choice = this.#ports.chooser.audio({ renditions: audios }, NONE);
    if (!choice) throw new Error('a rendition without a variant');
    this.#chosen = choice.variant;
    return choice.variant;
  }
}

function idOf(variant: Variant): string {
  const stream = mainStream(variant);
  return stream ? toRenditionId(stream) : '';
}
