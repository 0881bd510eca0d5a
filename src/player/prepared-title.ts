import { asPlayerError, isPlayerError, type PlayerError } from '../core/errors.ts';
import { Scope } from '../core/scope.ts';
import type { EngineName, PrepareTitle, ReadiedEngine } from '../engine/engine.ts';
import { isDecline } from '../engine/mse-first.ts';
import type { Declined } from '../engine/select-engine.ts';
import type { AbrDecision, Decide, EngineAbrInput } from '../model/abr.ts';
import type { RequestResource } from '../model/resource.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { createNetwork } from '../network/create-network.ts';
import { ResponseStore, StoreFull } from '../network/response-store.ts';
import { createDecide } from './create-decide.ts';
import type { EngineChooser, EngineQuestion } from './engine-chooser.ts';
import type { LoadSetup } from './load-setup.ts';
import { hasPreloadRoom, PreloadGate } from './preload-gate.ts';
import type { LoadPorts, PresentPlayback } from './preload-port.ts';
import { startAsPrepared, type PreparedStart } from './start-as-prepared.ts';

/** A timer that is set for longer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface PreparedTitleSetup extends Omit<LoadSetup, 'createMseEngine' | 'baseUrl'> {
  /** Seconds that the present title's buffer is filled to. */
  readonly bufferGoalSec: number;
  readonly prepareTitle: PrepareTitle;
}

/** One title made ready before it is loaded: owns its requests, and what they brought, until a load takes them over. */
export class PreparedTitle {
  readonly startSec: number | null;
  /** Its transfers, those that were cut off too. */
  readonly samples: TransferSample[] = [];
  readonly #source: SourceDescriptor;
  readonly #setup: PreparedTitleSetup;
  /** Ends with the preparing; what is held outlives it. */
  readonly #scope: Scope;
  readonly #gate: PreloadGate;
  readonly #request: RequestResource;
  readonly #store: ResponseStore;
  readonly #ready: Promise<void>;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;
  readonly #begunAtMs: number;
  /** Takes its timer off: what is held of a title, its keys above all, is not held for ever. */
  readonly #forgetAge: () => void;
  #start: PreparedStart | null = null;
  /** The last one: the sound to start with rests on it, too. */
  #decision: AbrDecision | null = null;
  /** The code of the engine that will play it, where that is another one. */
  #engineCode: Promise<EngineName> | null = null;
  /** Of a protected title: settles when its keys are here, or are not to be had beforehand. */
  #keys: Promise<void> | null = null;
  /** That engine, where it has asked for them. */
  #readied: ReadiedEngine | null = null;
  #isLive = false;
  #isEnded = false;

  /** Its first request leaves at once where there is room. */
  constructor(
    source: SourceDescriptor,
    startSec: number | null,
    present: PresentPlayback,
    setup: PreparedTitleSetup,
  ) {
    const { clock, element, config, bufferGoalSec } = setup;
    this.startSec = startSec;
    this.#source = source;
    this.#setup = setup;
    this.#begunAtMs = clock.nowMs();
    this.#scope = new Scope(clock);
    this.#ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#ready.catch(() => undefined); // met by whoever waits
    this.#gate = new PreloadGate(element, this.#scope, (isOpen) =>
      hasPreloadRoom(present, isOpen, config.preload, bufferGoalSec),
    );
    const request = createNetwork({
      ...setup,
      config: config.network,
      onTransfer: (sample) => this.samples.push(sample),
    });
    const { maxBytes } = config.preload;
    this.#request = request;
    this.#store = new ResponseStore({ request, clock, gate: this.#gate, maxBytes });
    const ageMs = Math.min(config.preload.maxAgeSec * 1000, MAX_TIMER_MS);
    this.#forgetAge = clock.setTimer(() => {
      this.end(new DOMException('The preload is too old to be of use.', 'AbortError'));
    }, ageMs);
    void this.#prepare(present);
  }

  isUsableFor({ url }: SourceDescriptor): boolean {
    const { clock, config } = this.#setup;
    const ageSec = (clock.nowMs() - this.#begunAtMs) / 1000; // timers stand still while a device sleeps
    return !this.#isEnded && this.#source.url === url && ageSec <= config.preload.maxAgeSec;
  }

  /** Settles with the preparing. `signal` ends it until then. */
  async whenReady(signal: AbortSignal | undefined): Promise<void> {
    const onAbort = (): void => {
      this.end(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort);
    try {
      await this.#ready;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Gives all there is to a load, what is still on its way too. What that does not ask for is freed with `scope`. */
  handOver(ports: LoadPorts, scope: Scope): LoadPorts {
    const reason = new DOMException('The preload was taken over by its load.', 'AbortError');
    const request = this.#store.serve(ports.request, reason);
    this.#finish();
    this.#forgetAge();
    scope.onDispose(() => {
      this.end(reason);
    });
    return { request, decide: (input) => this.#decide(input, ports.decide), readied: this.#readied };
  }

  /** Stops and frees everything; who still waits for it is told the reason. */
  end(reason: unknown): void {
    this.#isEnded = true;
    this.#forgetAge();
    this.#reject(reason);
    this.#scope.dispose(reason);
    this.#store.dispose(reason);
    this.#readied?.free();
  }

  /** As ready as it will be. */
  #finish(): void {
    this.#resolve();
    this.#scope.dispose();
  }

  async #prepare(present: PresentPlayback): Promise<void> {
    try {
      const [first = 'mse'] = this.#setup.config.engines;
      if (first !== 'mse') this.#fetchEngine([]);
      const unread = await this.#fetch(present, first === 'mse').then(() => null, readDecline);
      if (unread) this.#decline(unread);
      await Promise.all([this.#engineCode, this.#keys]);
      if (this.#isLive) this.#store.dispose(unread); // it would be old when it is needed
      this.#finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** It is as little prepared as Kinora's own engine could read of it. */
  #decline(error: PlayerError): void {
    this.#start = null; // nothing that was chosen was fetched
    this.#isLive = isPlayerError(error, 'manifest-unsupported') && error.context.feature === 'live';
    if (this.#isLive) this.#readied?.free();
    this.#fetchEngine([{ engine: 'mse', error }]);
  }

  /** Another engine than Kinora's own will play it. The first reason counts: the choice goes by how a title is encrypted. */
  #fetchEngine(declined: readonly Declined[]): void {
    if (this.#engineCode) return;
    this.#engineCode = this.#fetchEngineCode(declined);
    this.#engineCode.catch((error: unknown) => {
      this.#fail(error); // what nothing plays is not to be fetched any further
    });
  }

  #fail(error: unknown): void {
    if (!this.#scope.isDisposed) this.end(asPlayerError(error, 'the preload'));
  }

  async #fetchEngineCode(declined: readonly Declined[]): Promise<EngineName> {
    await this.#gate.whenOpen(this.#scope.signal);
    const chooser = await this.#loadChooser();
    const engine = await chooser.prefetchChosen(this.#ask(declined));
    if (engine === 'native') this.#store.dispose(new StoreFull(0)); // it fetches by itself
    return engine;
  }

  /**
   * Has the other engine ask for the keys. Whatever becomes of that, the title is prepared: its load asks for what is missing, and
   * meets the error.
   */
  async #fetchKeys(lock: PlayerError): Promise<void> {
    const isUnwanted = (): boolean => this.#scope.isDisposed || this.#isLive;
    try {
      const engine = await this.#engineCode;
      const chooser = await this.#loadChooser();
      await this.#gate.whenOpen(this.#scope.signal);
      if (!engine || isUnwanted()) return;
      const readied = await chooser.makeReady(engine, this.#ask([{ engine: 'mse', error: lock }]));
      if (isUnwanted()) {
        readied?.free();
        return;
      }
      this.#readied = readied;
      await readied?.whenReady;
    } catch (error) {
      if (!isUnwanted()) this.#setup.log('info', 'the preload brings no keys', error);
    }
  }

  #leaveToOther(lock: PlayerError): Promise<void> {
    this.#fetchEngine([{ engine: 'mse', error: lock }]);
    return this.#fetchKeys(lock);
  }

  /** Those that Kinora's own engine asks for. Whatever becomes of that, the title is prepared. */
  async #awaitKeys(readied: ReadiedEngine): Promise<void> {
    this.#readied = readied;
    try {
      await readied.whenReady;
    } catch (error) {
      if (this.#scope.isDisposed) return;
      readied.free();
      this.#readied = null;
      if (isPlayerError(error, 'drm-unsupported')) await this.#leaveToOther(error);
      else this.#setup.log('info', 'the preload brings no keys', error);
    }
  }

  #loadChooser(): Promise<EngineChooser> {
    return this.#setup.loadEngineChooser(this.#source.protocol);
  }

  #ask(declined: readonly Declined[]): EngineQuestion {
    const share = (): RequestResource => (request) => this.#store.fetch(request);
    return { source: this.#source, declined, share, scope: this.#scope };
  }

  async #fetch(present: PresentPlayback, isForOwnEngine: boolean): Promise<void> {
    const { config } = this.#setup;
    const quality = typeof present.quality === 'string' ? 'auto' : present.quality; // a pin ends with its title
    const { audioLanguages } = config.preferences;
    const options = {
      startSec: this.startSec,
      quality,
      preferredAudioLanguages: audioLanguages,
      drm: config.drm,
    };
    // What is fetched beforehand keeps no frame waiting: the best picture that the network bears.
    const abr = { ...config.abr, startDelayGuessedMs: Infinity, startDelayRememberedMs: Infinity };
    const decideNext = createDecide(abr, this.#setup);
    await this.#setup.prepareTitle(this.#source, options, {
      ...this.#setup,
      request: (request) => this.#store.fetch(request),
      decide: (input) => this.#decide(input, decideNext),
      signal: this.#scope.signal,
      maxSegmentBytes: config.preload.maxBytes,
      isForOwnEngine,
      onDecline: (error) => {
        this.#keys ??= this.#leaveToOther(error); // a title may tell of its locks many times
      },
      licences: config.preload.licences
        ? {
            request: async (request) => {
              await this.#gate.whenOpen(this.#scope.signal).catch(() => undefined); // the load has taken over, or nobody waits
              return this.#request(request);
            },
            onReadied: (readied) => {
              this.#keys = this.#awaitKeys(readied);
            },
          }
        : null,
      onRendition: (rendition) => {
        const decision = this.#decision;
        this.#start = rendition && decision && { ...decision, rendition, reason: 'start: as preloaded' };
      },
    });
  }

  /** Starts in what was prepared, where that is allowed. */
  #decide(input: EngineAbrInput, decideNext: Decide): AbrDecision {
    const decision = startAsPrepared(input, this.#start) ?? decideNext(input);
    return (this.#decision = decision);
  }
}

/**
 * Why Kinora's own engine does not read the title; null: it is as ready as it may be, larger than the budget.
 * @throws the error of a title that could not be prepared
 */
function readDecline(error: unknown): PlayerError | null {
  if (error instanceof StoreFull) return null;
  if (isPlayerError(error) && isDecline(error)) return error;
  throw error;
}
