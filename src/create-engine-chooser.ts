import { PlayerError, stripUrl } from './core/errors.ts';
import { loadCode } from './core/load-code.ts';
import type { CreateEngine, EngineName, ReadiedEngine } from './engine/engine.ts';
import type { MseEngineSetup } from './engines/mse/engine.ts';
import type { NativeEngineSetup } from './engines/native/engine.ts';
import type { Shaka } from './engines/shaka/load-vendor.ts';
import { selectEngine, type EngineRanking } from './engine/select-engine.ts';
import { hasDrm } from './model/drm-config.ts';
import type { RequestResource } from './model/resource.ts';
import type { Protocol, SourceDescriptor } from './model/source.ts';
import { createEngineDevice } from './platform/engine-device.ts';
import { createKeyPlatform } from './platform/key-platform.ts';
import { carryOver } from './player/carry-over.ts';
import type { EngineChoice, EngineChooser, EngineQuestion, WaitingLoad } from './player/engine-chooser.ts';
import type { HeadStart } from './player/head-start.ts';
import type { LoadSetup } from './player/load-setup.ts';
import type { LoadPorts } from './player/preload-port.ts';
import { sniffProtocol } from './source/sniff-protocol.ts';

/** Composition root of all engines but Kinora's own: a chunk that comes when one of them may be needed. */
export function createEngineChooser(
  setup: LoadSetup,
  engineSetup: MseEngineSetup,
  video: HTMLVideoElement,
): EngineChooser {
  const { createMseEngine, transport, config } = setup;
  const { engines, drm, network } = config;
  const device = createEngineDevice(video, createMseEngine !== null);
  const native = { keys: createKeyPlatform(), transport, withCredentials: network.withCredentials };
  const load = (name: EngineName, protocol: Protocol | null): Promise<CreateEngine> =>
    loadEngine(name, protocol, createMseEngine, native);
  const select = async (question: EngineQuestion): Promise<Omit<EngineChoice, 'create' | 'handOver'>> => {
    const { declined } = question;
    const source = await recognise(question);
    const ranking = selectEngine({ source, device, allowed: engines, hasDrm: hasDrm(drm), declined });
    const [best] = ranking.ranked;
    const verdicts = [...ranking.ranked, ...ranking.refused].map(
      ({ engine, reason }) => `${engine}: ${reason}`,
    );
    setup.log('debug', `engines, best first, then those not to try: ${verdicts.join('; ')}`);
    if (!best) throw declined.at(-1)?.error ?? nothingPlays(source, ranking, device.hasMse);
    return { ...best, source };
  };
  return {
    carryOver,
    prefetch: async () => {
      const [first] = engines;
      if (first) await load(first, null);
    },
    prefetchChosen: async (question) => {
      const { engine, source } = await select(question);
      await load(engine, source.protocol);
      return engine;
    },
    makeReady: async (engine, question) => {
      if (engine !== 'shaka' || !config.preload.licences) return null;
      return readyShaka(await recognise(question), question.share(), setup);
    },
    choose: async (waiting) => {
      const chosen = await select(waiting);
      const { readied } = waiting.ports;
      const isReady = readied?.name === chosen.engine;
      if (!isReady) readied?.free();
      const create = isReady ? Promise.resolve(readied.create) : load(chosen.engine, chosen.source.protocol);
      // How a title is encrypted does not matter to who only fetches it; one that was declined for another reason was not read.
      const isReadable = waiting.declined.every(({ error }) => error.code === 'drm-unsupported');
      const isAided = isReadable && WITH_HEAD_START.includes(chosen.engine);
      const handOver = isAided ? giveHeadStart(waiting, setup, engineSetup) : null;
      return { ...chosen, create, handOver: handOver ?? ((ports: LoadPorts) => ports) };
    },
  };
}

/** Engines with much code: a load has time to fetch what they will ask for first. */
const WITH_HEAD_START: readonly EngineName[] = ['hlsjs', 'shaka'];

/**
 * Null where there is nothing to begin with. The engine does not wait for the code that this takes: where that comes later,
 * the engine asks for everything itself.
 */
function giveHeadStart(
  waiting: WaitingLoad,
  setup: LoadSetup,
  engineSetup: MseEngineSetup,
): EngineChoice['handOver'] | null {
  const { scope, source } = waiting;
  if (source.protocol === 'smooth') return null;
  let headStart: HeadStart | null = null;
  let isOver = false;
  import('./create-preloader.ts')
    .then(({ beginHeadStart }) => {
      if (isOver || scope.isDisposed) return;
      headStart = beginHeadStart(waiting, setup, engineSetup);
    })
    .catch((error: unknown) => {
      setup.log('debug', 'the engine gets no head start', error);
    });
  return (ports) => {
    isOver = true;
    return headStart?.handOver(ports) ?? ports;
  };
}

/**
 * Whatever its address made of it: where an engine has tried, the manifest is here (but for `native`, which fetches by
 * itself), and tells what it is.
 */
async function recognise({ source, declined, share, scope }: EngineQuestion): Promise<SourceDescriptor> {
  if (source.protocol === 'file' || declined.every(({ engine }) => engine === 'native')) return source;
  const answer = await share()({ type: 'manifest', urls: [source.url], signal: scope.signal }).catch(
    () => null,
  );
  scope.signal.throwIfAborted();
  const protocol = answer && sniffProtocol(new TextDecoder().decode(answer.bytes));
  return protocol ? { ...source, protocol } : source;
}

/** Its code is here already. */
async function readyShaka(
  source: SourceDescriptor,
  request: RequestResource,
  { clock, log, config }: LoadSetup,
): Promise<ReadiedEngine> {
  const { drm, preferences } = config;
  const options = { drm, preferredAudioLanguages: preferences.audioLanguages };
  const code = () => import('./engines/shaka/ready-engine.ts');
  const [shaka, { readyShakaEngine }] = await loadShakaWith(source.protocol, code);
  return readyShakaEngine(shaka, source, options, { clock, log, request });
}

/** The vendor's build and the code that drives it arrive together. */
function loadShakaWith<T>(protocol: Protocol | null, code: () => Promise<T>): Promise<[Shaka, T]> {
  return loadCode('shaka-player', () => {
    const vendor = import('./engines/shaka/load-vendor.ts').then(({ loadShaka }) => loadShaka(protocol));
    return Promise.all([vendor, code()]);
  });
}

/** The engine's adapter and the player behind it arrive together. */
async function loadEngine(
  name: EngineName,
  protocol: Protocol | null,
  createMseEngine: CreateEngine | null,
  native: NativeEngineSetup,
): Promise<CreateEngine> {
  switch (name) {
    case 'shaka': {
      const [shaka, { createShakaEngine }] = await loadShakaWith(
        protocol,
        () => import('./engines/shaka/engine.ts'),
      );
      return (context) => createShakaEngine(context, shaka, null);
    }
    case 'hlsjs':
      return loadCode('hls.js', async () => {
        const vendor = import('./engines/hlsjs/load-vendor.ts').then(({ loadHlsJs }) => loadHlsJs());
        const [hlsJs, { createHlsJsEngine }] = await Promise.all([
          vendor,
          import('./engines/hlsjs/engine.ts'),
        ]);
        return (context) => createHlsJsEngine(context, hlsJs);
      });
    case 'native':
      return loadCode('native playback', async () => {
        const { createNativeEngine } = await import('./engines/native/engine.ts');
        return (context) => createNativeEngine({ ...context, ...native });
      });
    case 'mse':
      if (!createMseEngine) throw new Error('selectEngine ranks mse without Media Source Extensions');
      return createMseEngine;
  }
}

function nothingPlays(
  { url, protocol }: SourceDescriptor,
  { refused }: EngineRanking,
  hasMse: boolean,
): PlayerError {
  const why = refused.map(({ engine, reason }) => `${engine}: ${reason}`).join('; ');
  const shown = stripUrl(url);
  if (!hasMse && protocol !== 'file') {
    const message = `Loading "${shown}": this browser has no Media Source Extensions. ${why}.`;
    return new PlayerError('mse-missing', message, { url: shown });
  }
  const context = { url: shown, detected: `a source that no engine plays (${why})` };
  return new PlayerError(
    'source-unsupported',
    `Loading "${shown}": no engine plays it here. ${why}.`,
    context,
  );
}
