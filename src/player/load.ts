import type { Quality } from '../model/quality.ts';
import { createNetwork } from '../network/create-network.ts';
import { createDecide } from './create-decide.ts';
import { EngineRelay } from './engine-relay.ts';
import { detectSource, type SourceInput } from '../source/detect-source.ts';
import type { LoadSetup } from './load-setup.ts';
import type { LoadPorts, Preloader } from './preload-port.ts';
import { invalidOption } from './resolve-config.ts';
import type { Session } from './session.ts';

export interface LoadOptions {
  /** Where to start, presentation seconds, 0 or more. Default: where the manifest wants, else the beginning. */
  readonly startSec?: number;
  /** Cancels the load until it has settled; afterwards it counts no more. */
  readonly signal?: AbortSignal;
}

/**
 * One load, up to the engine: detect the source, make the network and the ABR controller, start the engine. No await:
 * the engine's first request has left when this returns, unless the title was preloaded. Settles with the session's `playable`; whatever is thrown on
 * the way ends the session.
 */
export function load(
  session: Session,
  source: SourceInput,
  options: LoadOptions,
  getQuality: () => Quality,
  setup: LoadSetup,
  getPreloader: () => Preloader | null,
): Promise<void> {
  const { transport, clock, random, config } = setup;
  session.begin(options.signal);
  void session.firstFrame.then(() => {
    const engine = session.engine?.name;
    if (!engine) return; // an app has ended the load on hearing of that
    if (engine === 'native') return; // it decides and fetches nothing
    setup.plannerCode.fetch();
    if (engine !== 'shaka') transport.prepare?.(); // of what Shaka fetches, nothing can wait
  });
  try {
    const startSec = readStart(options.startSec);
    const descriptor = detectSource(source, setup.baseUrl);
    const request = createNetwork({
      transport,
      clock,
      random,
      config: config.network,
      onTransfer: (sample) => {
        session.receive({ type: 'transfer', sample });
      },
    });
    const decide = createDecide(config.abr, setup, session.scope);
    const ports: LoadPorts = {
      request,
      decide: (input) => decide(getPreloader()?.withTraffic(input) ?? input),
    };
    const { audioLanguages } = config.preferences;
    new EngineRelay(
      session,
      descriptor,
      { startSec, preferredAudioLanguages: audioLanguages, drm: config.drm },
      getQuality,
      getPreloader()?.take(descriptor, ports, session.scope) ?? ports,
      setup,
    ).start();
  } catch (error) {
    session.fail(error);
  }
  return session.playable;
}

/** @throws PlayerError `config-invalid` */
export function readStart(startSec: unknown): number | null {
  if (startSec === undefined) return null;
  if (typeof startSec === 'number' && startSec >= 0 && startSec < Infinity) return startSec;
  throw invalidOption('startSec', 'a finite number of seconds, 0 or more');
}
