import type { PrepareTitle } from './engine/engine.ts';
import type { MseEngineSetup } from './engines/mse/engine.ts';
import { prepareTitle } from './engines/mse/prepare-title.ts';
import type { LoadSetup } from './player/load-setup.ts';
import type { Preloader, PresentPlayback } from './player/preload-port.ts';
import type { WaitingLoad } from './player/engine-chooser.ts';
import { HeadStart } from './player/head-start.ts';
import { TitlePreloader } from './player/title-preloader.ts';

/**
 * Composition root of what fetches before an engine asks: a chunk that comes with the first `preload()`, or beside the code
 * of another engine than Kinora's own.
 */
export function createPreloader(
  present: PresentPlayback,
  setup: LoadSetup,
  engineSetup: MseEngineSetup,
): Preloader {
  return new TitlePreloader(present, {
    ...setup,
    bufferGoalSec: engineSetup.config.buffer.aheadSec,
    prepareTitle: createPrepareTitle(engineSetup),
  });
}

/** Begins what a load in another engine will go on with. */
export function beginHeadStart(load: WaitingLoad, setup: LoadSetup, engineSetup: MseEngineSetup): HeadStart {
  return new HeadStart(load, { ...setup, prepareTitle: createPrepareTitle(engineSetup) });
}

const createPrepareTitle =
  (engineSetup: MseEngineSetup): PrepareTitle =>
  (source, options, context) =>
    prepareTitle(source, options, { ...context, ...engineSetup });
