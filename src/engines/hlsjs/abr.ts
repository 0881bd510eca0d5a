import type Hls from 'hls.js';
import type { Events, FragLoadingData, HlsConfig } from 'hls.js';
import type { Quality } from '../../model/quality.ts';
import type { TransferSample } from '../../model/transfer-sample.ts';
import { LevelChooser, type AbrHost } from './level-chooser.ts';
import type { HlsJs } from './load-vendor.ts';

/** Kinora's ABR in hls.js's place: in the title's player, and in those that hls.js makes for interstitials. */
export class HlsJsAbr {
  /** For hls.js's configuration. */
  readonly controller: HlsConfig['abrController'];
  readonly #choosers = new Set<LevelChooser>();
  #quality: Quality = 'auto';

  constructor(hlsJs: HlsJs, host: AbrHost) {
    this.controller = createController(hlsJs, (hls) => {
      const isTitle = hls.config.assetPlayerId === undefined;
      const chooser = new LevelChooser(hls, isTitle ? host : { ...host, onDecision: () => undefined });
      chooser.quality = this.#quality;
      this.#choosers.add(chooser);
      return { chooser, release: () => this.#choosers.delete(chooser) };
    });
  }

  set quality(quality: Quality) {
    this.#quality = quality;
    for (const chooser of this.#choosers) chooser.quality = quality;
  }

  addSample(sample: TransferSample): void {
    for (const chooser of this.#choosers) chooser.addSample(sample);
  }

  watchFrames(): void {
    for (const chooser of this.#choosers) chooser.watchFrames();
  }

  forget(): void {
    for (const chooser of this.#choosers) chooser.forget();
  }
}

interface HeldChooser {
  readonly chooser: LevelChooser;
  release(): void;
}

/**
 * A subclass because hls.js types its option so. It hears of nothing that the base would act on: no estimate of its
 * own, no abandoning of a fragment, no forced level.
 */
function createController(
  { DefaultConfig: { abrController: Base }, Events: { FRAG_LOADING } }: HlsJs,
  hold: (hls: Hls) => HeldChooser,
): HlsConfig['abrController'] {
  return class extends Base {
    readonly #held: HeldChooser;
    readonly #stopListening: () => void;

    constructor(hls: Hls) {
      super(hls);
      this.#held = hold(hls);
      const noteFetch = (_event: Events.FRAG_LOADING, { frag, part }: FragLoadingData): void => {
        if (frag.sn === 'initSegment' || !frag.type.startsWith('main')) return;
        this.#held.chooser.noteFetch(frag.level, (part ?? frag).start);
      };
      hls.on(FRAG_LOADING, noteFetch);
      this.#stopListening = () => {
        hls.off(FRAG_LOADING, noteFetch);
      };
    }

    override destroy(): void {
      this.#held.release();
      super.destroy();
    }

    override get firstAutoLevel(): number {
      return this.#held.chooser.next();
    }

    override get forcedAutoLevel(): number {
      return -1;
    }

    override get nextAutoLevel(): number {
      return this.#held.chooser.next();
    }

    /** hls.js names the level that it goes on with, or would force after an error. */
    override set nextAutoLevel(level: number) {
      this.log(`level ${level} is not forced: the decision stands, and passes over levels that failed`);
    }

    /** The base calls this while it is made. */
    protected override registerListeners(): void {
      this.log('Kinora decides: nothing that this class would act on is listened to');
    }

    protected override unregisterListeners(): void {
      this.#stopListening();
    }
  };
}
