import { awaitWhole } from '../abr/await-whole.ts';
import type { Scope } from '../core/scope.ts';
import type { EngineLoadOptions, PrepareTitle } from '../engine/engine.ts';
import type { AbrDecision } from '../model/abr.ts';
import type { ResourceRequest } from '../model/resource.ts';
import type { SourceDescriptor } from '../model/source.ts';
import { ResponseStore } from '../network/response-store.ts';
import type { TransferGate } from '../network/stored-response.ts';
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

const TAKEN_OVER = new DOMException('The engine has taken over.', 'AbortError');

/**
 * What a load in another engine asks for first, fetched while that engine's code is on its way: playlists, init segments and
 * first segments, in the rendition that the ABR chooses. The engine takes over wherever that stands.
 */
export class HeadStart {
  readonly #store: ResponseStore;
  #prepared: PreparedStart | null = null;
  #isOver = false;

  /** `ports`: of the load; manifests and playlists that they fetch must be shared with the engine's. */
  constructor(
    source: SourceDescriptor,
    options: EngineLoadOptions,
    ports: LoadPorts,
    scope: Scope,
    setup: HeadStartSetup,
  ) {
    const { clock, config, log } = setup;
    const { maxBytes } = config.preload;
    const { request } = ports;
    this.#store = new ResponseStore({ request, clock, gate: OPEN, maxBytes, areSamplesKept: true });
    scope.onDispose(() => {
      this.#store.dispose(scope.signal.reason);
    });
    let decision: AbrDecision | null = null;
    const context: Parameters<PrepareTitle>[2] = {
      ...setup,
      request: async (resource) => {
        if (isMedia(resource)) return this.#store.fetch(resource);
        const response = await request(resource);
        if (this.#isOver) throw TAKEN_OVER; // the engine reads it
        return response;
      },
      decide: (input) => {
        const awaitedSec = awaitWhole(input.segmentDurationSec);
        return (decision = ports.decide({ ...input, awaitedSec }));
      },
      signal: scope.signal,
      maxSegmentBytes: maxBytes,
      isForOwnEngine: false,
      onRendition: (rendition) => {
        this.#prepared = rendition && decision && { ...decision, rendition };
      },
    };
    setup.prepareTitle(source, options, context).catch((error: unknown) => {
      log('debug', 'what the engine will ask for could not all be fetched beforehand', error); // the engine meets it
    });
  }

  /** The ports for the engine. Nothing more is fetched beforehand. */
  handOver(ports: LoadPorts): LoadPorts {
    this.#isOver = true;
    return {
      request: this.#store.serve(ports.request, TAKEN_OVER),
      decide: (input) => startAsPrepared(input, this.#prepared) ?? ports.decide(input),
    };
  }
}

const isMedia = ({ type }: ResourceRequest): boolean => type === 'init' || type === 'segment';
