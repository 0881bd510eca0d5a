import { createMseEngine, type MseEngineSetup } from './engines/mse/engine.ts';
import { loadCode } from './core/load-code.ts';
import { loadParser } from './engines/mse/open-presentation.ts';
import { DEFAULT_MSE_ENGINE_CONFIG, type MseEngineConfig } from './engines/mse/mse-engine-config.ts';
import type { TextStore } from './core/network-info.ts';
import type { Logger, LogLevel } from './core/logger.ts';
import { createBrowserClock } from './platform/browser-clock.ts';
import { ThroughputMemory } from './abr/throughput-memory.ts';
import { createBrowserDeviceInfo } from './platform/browser-device-info.ts';
import { createBrowserNetworkInfo } from './platform/browser-network-info.ts';
import { createConsoleLogger } from './platform/console-logger.ts';
import { yieldToPage } from './platform/yield-to-page.ts';
import { createTransport } from './platform/create-transport.ts';
import { findKeyAccess } from './platform/find-key-access.ts';
import { createMsePlatform } from './platform/mse-platform.ts';
import { noticeFirstFrame } from './platform/first-frame.ts';
import { whenIdle } from './platform/when-idle.ts';
import type { LoadSetup } from './player/load-setup.ts';
import { PlannerCode } from './player/planner-code.ts';
import { Player, type PlayerSetup } from './player/player.ts';
import { resolvePlayerConfig, type LoadConfig } from './player/player-config.ts';
import { assertObject, invalidOption, resolveConfig, type DeepPartial } from './player/resolve-config.ts';

/**
 * Options of a player, nested by the module that they go to; every one has a default. All numbers are above 0 and at
 * most 1e9; what else is given is refused with `config-invalid`.
 */
export interface PlayerConfig extends LoadConfig {
  /** The options of Kinora's own engine. */
  readonly mse?: DeepPartial<MseEngineConfig>;
  /** The least grave words that go to the console. Default `warn`. Without effect where `logger` is given. */
  readonly logLevel?: LogLevel;
  /**
   * Where the throughput of each network is remembered beyond the life of this player, so that the next visit starts
   * in the right picture: two functions over one text, of `localStorage` for example. It is information on the viewer's
   * device: ask for consent where the law does. Both must not throw. Default: it is forgotten with the player.
   */
  readonly throughputStore?: TextStore;
  /** Takes every word in place of the console. */
  readonly logger?: Logger;
}

/**
 * Makes a player on a video element. It registers nothing on the element until `load`.
 * @throws PlayerError `config-invalid` when an option is unknown or out of its range
 * @example
 * const player = createPlayer(document.querySelector('video'));
 * await player.load('https://example.com/film.mpd');
 */
export function createPlayer(video: HTMLVideoElement, config: PlayerConfig = {}): Player {
  // An app in JavaScript passes on what `querySelector` found, or did not.
  if (!((video as unknown) instanceof EventTarget)) throw invalidOption('video', 'a video element');
  assertObject(config, 'config');
  const { mse: mseConfig, logLevel, logger, throughputStore, ...loadConfig } = config;
  const mse = createMsePlatform();
  const engineSetup: MseEngineSetup = {
    config: resolveConfig(DEFAULT_MSE_ENGINE_CONFIG, mseConfig, 'config.mse'),
    mse,
    keys: { requestAccess: findKeyAccess(), element: video },
    yieldToPage,
  };
  const resolved = resolvePlayerConfig(loadConfig);
  const [firstEngine = 'mse'] = resolved.engines;
  const clock = createBrowserClock();
  const log = logger ?? createConsoleLogger(logLevel);
  const setup: LoadSetup = {
    element: video,
    transport: createTransport(resolved.network.useWorker, log),
    clock,
    random: Math.random,
    log,
    baseUrl: document.baseURI,
    networkInfo: createBrowserNetworkInfo(),
    device: { ...createBrowserDeviceInfo(), savesUnseen: resolved.abr.saveWhenHidden },
    memory: new ThroughputMemory(throughputStore),
    plannerCode: new PlannerCode(log, clock),
    config: resolved,
    viewport: () => devicePixels(video),
    createMseEngine: mse.isSupported ? (context) => createMseEngine({ ...context, ...engineSetup }) : null,
    loadEngineChooser: async (protocol) => {
      const mayBeHls = protocol === 'hls' || protocol === null;
      // The chooser asks too, and meets the error.
      if (firstEngine === 'hlsjs' && mayBeHls && mse.isSupported) fetchHlsJs().catch(() => undefined);
      const { createEngineChooser } = await loadCode(
        'choosing an engine',
        () => import('./create-engine-chooser.ts'),
      );
      return createEngineChooser(setup, engineSetup, video);
    },
  };
  const playerSetup: PlayerSetup = {
    ...setup,
    onFirstFrame: (run) => noticeFirstFrame(video, run),
    loadPreloader: async (present) => {
      const { createPreloader } = await loadCode('preloading', () => import('./create-preloader.ts'));
      return createPreloader(present, setup, engineSetup);
    },
  };
  const player = new Player(playerSetup);
  if (engineSetup.config.warmUp && !setup.networkInfo.savesData())
    warmUpWhenIdle(player, playerSetup, engineSetup);
  return player;
}

/** Fetches and runs beforehand what a first `load()` will take, as long as that has not come. */
function warmUpWhenIdle(player: Player, setup: PlayerSetup, engineSetup: MseEngineSetup): void {
  const [firstEngine = 'mse'] = setup.config.engines;
  const warmUpCode = async (): Promise<void> => {
    if (firstEngine !== 'mse') await (await setup.loadEngineChooser(null)).prefetch();
    else await (await import('./warm-up.ts')).warmUp(setup, engineSetup, () => player.isUnused);
    if (player.isUnused && firstEngine !== 'native') setup.plannerCode.fetch(); // else a load does, in its time
  };
  whenIdle(() => {
    if (!player.isUnused) return;
    warmUpCode().catch((error: unknown) => {
      setup.log('debug', 'warm-up failed', error); // `load` does without, and tells what is wrong
    });
  });
}

/**
 * All the code of an engine that is sure to be chosen, and would else come in three steps, each behind the one before.
 * The largest part is asked for first.
 */
async function fetchHlsJs(): Promise<void> {
  const { loadHlsJs } = await import('./engines/hlsjs/load-vendor.ts');
  await Promise.all([
    loadHlsJs(),
    import('./engines/hlsjs/engine.ts'),
    loadParser('hls', false),
    import('./create-preloader.ts'),
  ]);
}

/** What the picture covers on the screen; null while the element is not laid out. */
function devicePixels({
  clientWidth,
  clientHeight,
}: HTMLVideoElement): { width: number; height: number } | null {
  if (clientWidth === 0 || clientHeight === 0) return null;
  return { width: clientWidth * devicePixelRatio, height: clientHeight * devicePixelRatio };
}
