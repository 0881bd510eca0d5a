import type Hls from 'hls.js';
import type { HlsConfig } from 'hls.js';
import { LevelChooser, type AbrHost } from './level-chooser.ts';
import type { HlsJs } from './load-vendor.ts';

/**
 * Kinora's ABR in hls.js's place: in the title's player, and in those that hls.js makes for interstitials. Each has its
 * own chooser, which is in `choosers` for as long as it lives.
 *
 * A subclass because hls.js types its option so. It hears of nothing that the base would act on: no estimate of its
 * own, no abandoning of a fragment, no forced level.
 */
export function createAbrController(
  { DefaultConfig: { abrController: Base }, Events: { FRAG_LOADING } }: HlsJs,
  host: AbrHost,
  choosers: Set<LevelChooser>,
): HlsConfig['abrController'] {
  return class extends Base {
    readonly #chooser: LevelChooser;

    constructor(hls: Hls) {
      super(hls);
      const isTitle = hls.config.assetPlayerId === undefined;
      const chooser = new LevelChooser(hls, isTitle ? host : { ...host, onDecision: () => undefined });
      choosers.add(chooser);
      this.#chooser = chooser;
      hls.on(FRAG_LOADING, (_event, { frag, part }) => {
        if (frag.sn === 'initSegment' || !frag.type.startsWith('main')) return;
        chooser.noteFetch(frag.level, (part ?? frag).start);
      });
    }

    override destroy(): void {
      choosers.delete(this.#chooser);
      super.destroy();
    }

    override get firstAutoLevel(): number {
      return this.#chooser.next();
    }

    override get forcedAutoLevel(): number {
      return -1;
    }

    override get nextAutoLevel(): number {
      return this.#chooser.next();
    }

    /** hls.js names the level that it goes on with, or would force after an error. */
    override set nextAutoLevel(level: number) {
      this.log(`level ${level} is not forced: the decision stands, and passes over levels that failed`);
    }

    /** The base calls this while it is made. */
    protected override registerListeners(): void {
      this.log('Kinora decides: nothing that this class would act on is listened to');
    }
  };
}
