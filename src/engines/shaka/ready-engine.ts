import type { ReadiedEngine } from '../../engine/engine.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import { createShakaEngine } from './engine.ts';
import type { Shaka } from './load-vendor.ts';
import { ReadyPlayer, type ReadyContext, type ReadyOptions } from './ready-player.ts';

/** Asks for the keys of a title before it is loaded. `whenReady` rejects with PlayerError `config-invalid` for bad options. */
export function readyShakaEngine(
  shaka: Shaka,
  source: SourceDescriptor,
  options: ReadyOptions,
  context: ReadyContext,
): ReadiedEngine {
  const ready = new ReadyPlayer(shaka, source, options, context);
  return {
    name: 'shaka',
    whenReady: ready.whenReady,
    create: (engineContext) => createShakaEngine(engineContext, shaka, ready.take()),
    free: () => {
      ready.free();
    },
  };
}
