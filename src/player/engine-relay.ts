import { asPlayerError } from '../core/errors.ts';
import type { CreateEngine, EngineLoadOptions, EngineName } from '../engine/engine.ts';
import { isDecline, isEngineFault, MSE_REASON } from '../engine/mse-first.ts';
import type { Declined } from '../engine/select-engine.ts';
import type { Quality } from '../model/quality.ts';
import type { SourceDescriptor } from '../model/source.ts';
import { PlayWish } from '../playback/play-wish.ts';
import type { CarryOver } from './carry-over.ts';
import type { LoadSetup } from './load-setup.ts';
import type { LoadPorts } from './preload-port.ts';
import type { Session } from './session.ts';
import { shareManifests, type SharedManifests } from './shared-manifests.ts';

/**
 * The engines of one load. Kinora's own starts at once where it may; another is chosen where it may not, or where it
 * could not start, at the same position and with the same tracks: once, not counting engines that found the title to be none for
 * them. What was fetched of manifest and playlists is handed over.
 */
export class EngineRelay {
  readonly #session: Session;
  readonly #options: Omit<EngineLoadOptions, 'quality'>;
  readonly #getQuality: () => Quality;
  readonly #setup: LoadSetup;
  readonly #manifests: SharedManifests;
  readonly #playWish: PlayWish;
  readonly #declined: Declined[] = [];
  #source: SourceDescriptor;
  #ports: LoadPorts;

  constructor(
    session: Session,
    source: SourceDescriptor,
    options: Omit<EngineLoadOptions, 'quality'>,
    getQuality: () => Quality,
    ports: LoadPorts,
    setup: LoadSetup,
  ) {
    this.#session = session;
    this.#source = source;
    this.#options = options;
    this.#getQuality = getQuality;
    this.#ports = ports;
    this.#setup = setup;
    this.#manifests = shareManifests((resource) => this.#ports.request(resource));
    this.#playWish = new PlayWish(setup.element, session.scope);
  }

  /** The first request leaves before this returns. */
  start(): void {
    const { createMseEngine, config } = this.#setup;
    const [first = 'mse'] = config.engines;
    void this.#session.playable.then(this.#manifests.forget, this.#manifests.forget);
    const { protocol } = this.#source;
    if (createMseEngine && protocol !== 'file' && protocol !== 'smooth' && first === 'mse') {
      const { readied } = this.#ports;
      this.#run('mse', MSE_REASON, readied?.name === 'mse' ? readied.create : createMseEngine);
      return;
    }
    this.#goOn(); // the code first: it is what takes longest to come
    // The element fetches by itself what it plays.
    if (createMseEngine && protocol !== 'file' && first !== 'native') this.#prefetchManifest();
  }

  /** The engine asks for it again, and meets the error. */
  #prefetchManifest(): void {
    const { url } = this.#source;
    this.#manifests
      .share()({ type: 'manifest', urls: [url], signal: this.#session.scope.signal })
      .catch(() => undefined);
  }

  /** Loads the next engine's code and starts it. */
  #goOn(): void {
    const session = this.#session;
    const declined = this.#declined;
    this.#setup
      .loadEngineChooser(this.#source.protocol)
      .then(async (chooser) => {
        const choice = await chooser.choose({
          declined,
          source: this.#source,
          scope: session.scope,
          ports: this.#ports,
          share: this.#manifests.share,
          options: this.#getOptions(),
        });
        const [code] = await Promise.allSettled([choice.create]);
        if (session.scope.isDisposed) return;
        this.#source = choice.source;
        this.#ports = choice.handOver(this.#ports); // for this engine, and one that takes over from it
        if (code.status === 'rejected') {
          this.#fail(choice.engine, code.reason, true);
          return;
        }
        const carried = declined.length > 0 ? chooser.carryOver(session, this.#playWish) : null;
        this.#run(choice.engine, choice.reason, code.value, carried);
      })
      .catch((error: unknown) => {
        session.fail(error);
      });
  }

  /** Has the next engine try, where one may; else ends the load. */
  #fail(name: EngineName, cause: unknown, isCodeMissing?: boolean): void {
    const session = this.#session;
    const declined = this.#declined;
    // Another of its parts may have said so too.
    if (session.scope.isDisposed || declined.some(({ engine }) => engine === name)) return;
    const error = asPlayerError(cause, 'playback');
    const before = declined.find((one) => !isDecline(one.error));
    // What ran and fails is the session's own affair.
    if (session.state !== 'loading') session.fail(error);
    else if (!before && (isCodeMissing || isEngineFault(error))) {
      declined.push({ engine: name, error });
      this.#goOn();
    } else if (before && before.error.code !== 'network-failed') {
      this.#setup.log('info', `${name} took over in vain: ${error.message}`, error);
      session.fail(before.error); // a fault in the title itself, and the one that was found first
    } else session.fail(error); // that code did not come says nothing of the title
  }

  #run(name: EngineName, reason: string, createEngine: CreateEngine, carried: CarryOver | null = null): void {
    const session = this.#session;
    const { element, clock, log, device, viewport } = this.#setup;
    const engine = createEngine({
      ...{ element, clock, log, device, viewport },
      firstFrame: session.firstFrame,
      decide: this.#ports.decide,
      request: this.#manifests.share(),
      emit: (event) => {
        if (event.type === 'failed') this.#fail(name, event.error);
        else if (session.engine === engine) {
          session.receive(event);
          if (event.type === 'tracks') carried?.selectSame(engine, event.tracks, event.activeIds);
        }
      },
    });
    const error = this.#declined.at(-1)?.error ?? null;
    session.adopt(engine, { from: session.engine?.name ?? null, to: name, reason, error });
    if (session.scope.isDisposed) return; // a listener's wish
    const options = this.#getOptions();
    engine.load(this.#source, carried?.adjust(options) ?? options).catch((error: unknown) => {
      this.#fail(name, error);
    });
    // Later ones find what the first has left of the speed.
    if (this.#declined.length === 1) carried?.resume(session.playable);
  }

  #getOptions(): EngineLoadOptions {
    return { ...this.#options, quality: this.#getQuality() };
  }
}
