import type { MseEngineSetup } from './engines/mse/engine.ts';
import { prepareTitle } from './engines/mse/prepare-title.ts';
import type { LoadSetup } from './player/load-setup.ts';
import type { Preloader, PresentPlayback } from './player/preload-port.ts';
import { TitlePreloader } from './player/title-preloader.ts';

/** Composition root of what only preloading needs: a chunk that comes with the first `preload()`. */
export function createPreloader(
  present: PresentPlayback,
  setup: LoadSetup,
  engineSetup: MseEngineSetup,
): Preloader {
  return new TitlePreloader(present, {
    ...setup,
    bufferGoalSec: engineSetup.config.buffer.aheadSec,
    prepareTitle: (source, options, context) => prepareTitle(source, options, { ...context, ...engineSetup }),
  });
}
