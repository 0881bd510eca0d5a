import { awaitWhole } from '../abr/await-whole.ts';
import { isPlayerError } from '../core/errors.ts';
import type { PrepareTitle } from '../engine/engine.ts';
import { isDecline } from '../engine/mse-first.ts';
import type { AbrDecision, EngineAbrInput } from '../model/abr.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../model/resource.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { ResponseStore } from '../network/response-store.ts';
import type { TransferGate } from '../network/stored-response.ts';
import type { WaitingLoad } from './engine-chooser.ts';
import type { LoadSetup } from './load-setup.ts';
import type { LoadPorts } from './preload-port.ts';
import { startAsPrepared, type PreparedStart } from './start-as-prepared.ts';

export interface HeadStartSetup extends Omit<LoadSetup, 'createMseEngine' | 'loadEngineChooser' | 'baseUrl'> {
  readonly prepareTitle: PrepareTitle;
}

/** The load waits for these transfers: nothing goes before them. */
const OPEN: TransferGate = {
  whenOpen: (signal) => (signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve()),
  onShut: () => () => undefined,
};

/**
 * What a load in another engine asks for first, fetched while that engine's code is on its way: playlists, indices, keys, and
 * init and first segments in the rendition that the ABR chooses. The engine takes over wherever that stands.
 */
export class HeadStart {
  readonly #load: WaitingLoad;
  /** For what engines share. */
  readonly #requestShared: RequestResource;
  readonly #store: ResponseStore;
  /** Of what the first decision may rest on. */
  readonly #samples: TransferSample[] = [];
  readonly #takenOver = new DOMException('The engine has taken over.', 'AbortError');
  #decision: AbrDecision | null = null;
  #prepared: PreparedStart | null = null;
  #isOver = false;

  /** Its first request leaves once the manifest is read. */
  constructor(load: WaitingLoad, setup: HeadStartSetup) {
    this.#load = load;
    this.#requestShared = load.share();
    const { source, options, ports, scope } = load;
    const { request } = ports;
    this.#store = new ResponseStore({
      request,
      clock: setup.clock,
      gate: OPEN,
      maxBytes: Infinity, // no more than the load itself would fetch
      areSamplesKept: true,
    });
    scope.onDispose(() => {
      this.#store.dispose(scope.signal.reason);
    });
    const context: Parameters<PrepareTitle>[2] = {
      ...setup,
      request: (resource) => this.#fetch(resource),
      decide: (input) => this.#decide(input),
      signal: scope.signal,
      maxSegmentBytes: Infinity,
      isForOwnEngine: false,
      licences: null,
      onDecline: () => undefined, // it is for another engine
      onRendition: (rendition) => {
        this.#prepared = rendition && this.#decision && { ...this.#decision, rendition };
      },
    };
    setup.prepareTitle(source, options, context).catch((error: unknown) => {
      if (this.#isOver || scope.isDisposed) return;
      if (isPlayerError(error) && isDecline(error)) this.#forget();
      setup.log('debug', 'the engine has to fetch for itself some of what it starts with', error); // and meets the error
    });
  }

  /** The ports for the engine. Nothing more is fetched beforehand. */
  handOver(ports: LoadPorts): LoadPorts {
    this.#isOver = true;
    const request = this.#store.serve(ports.request, this.#takenOver);
    return {
      request: (resource) => {
        const isPicture = resource.type === 'segment' && resource.trackKind === 'video';
        if (isPicture) this.#prepared = null; // it has started
        return request(resource);
      },
      decide: (input) => startAsPrepared(input, this.#prepared) ?? ports.decide(input),
    };
  }

  async #fetch(resource: ResourceRequest): Promise<ResourceResponse> {
    this.#throwIfOver();
    // The engine that has declined the title has read playlists, too. Where none has, they may be live, and are not to be kept.
    const isShared =
      resource.type === 'manifest' || (resource.type === 'playlist' && this.#load.declined.length > 0);
    const response = await (isShared ? this.#requestShared(resource) : this.#store.fetch(resource));
    this.#throwIfOver(); // the engine reads it
    this.#samples.push(response.sample);
    return response;
  }

  #decide(input: EngineAbrInput): AbrDecision {
    this.#throwIfOver();
    const samples = [...this.#samples];
    // Engines of others append whole segments.
    const awaitedSec = awaitWhole(input.segmentDurationSec);
    this.#decision = this.#load.ports.decide({ ...input, samples, awaitedSec });
    return this.#decision;
  }

  /** What is live is old when the engine comes. */
  #forget(): void {
    this.#prepared = null;
    this.#store.dispose(this.#takenOver);
  }

  #throwIfOver(): void {
    if (this.#isOver) throw this.#takenOver;
  }
}
