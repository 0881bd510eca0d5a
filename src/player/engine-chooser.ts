import type { PlayerError } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import type { CreateEngine, EngineLoadOptions, EngineName, ReadiedEngine } from '../engine/engine.ts';
import type { Declined } from '../engine/select-engine.ts';
import type { RequestResource } from '../model/resource.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { carryOver } from './carry-over.ts';
import type { LoadPorts } from './preload-port.ts';

/** What an engine is chosen for. */
export interface EngineQuestion {
  readonly source: SourceDescriptor;
  readonly declined: readonly Declined[];
  /** For one reader: answers with the manifest and playlists that are here already, each once; the rest it fetches. */
  readonly share: () => RequestResource;
  readonly scope: Scope;
}

/** A load that waits for an engine. */
export interface WaitingLoad extends EngineQuestion {
  readonly options: EngineLoadOptions;
  readonly ports: LoadPorts;
}

/** What is chosen: an engine whose code is on its way, and why this one. */
export interface EngineChoice {
  /** With what its manifest shows it to be. */
  readonly source: SourceDescriptor;
  readonly engine: EngineName;
  readonly reason: string;
  /** @throws PlayerError `network-failed` when its code does not arrive */
  readonly create: Promise<CreateEngine>;
  /** The ports for it, out of those of the load: what was fetched while its code came answers it. */
  handOver(ports: LoadPorts): LoadPorts;
}

/** Chooses among all engines. Comes as a chunk of its own: what Kinora's own engine plays does not wait for it. */
export interface EngineChooser {
  /** Brings the code of the engine that the app puts first, for a load to come. */
  prefetch(): Promise<void>;
  /** Brings the code of the engine that `choose` would say, and says which. @throws as `choose`, and when its code does not arrive */
  prefetchChosen(question: EngineQuestion): Promise<EngineName>;
  /**
   * Makes the engine that `prefetchChosen` said ready for a protected title, which is not live; null where it does nothing beforehand.
   * @throws PlayerError `network-failed` when its code does not arrive
   */
  makeReady(engine: EngineName, question: EngineQuestion): Promise<ReadiedEngine | null>;
  /**
   * The best engine for the load that was not tried yet.
   * @throws the error of the last that was tried, or PlayerError `source-unsupported`, when there is none
   */
  choose(load: WaitingLoad): Promise<EngineChoice>;
  /** What lets it go on where the engine before stood. */
  carryOver: typeof carryOver;
}

/** What the app hears when an engine takes a load, or takes it over from another. */
export interface EngineChange {
  /** The engine that ran before, and could not start; null for the first that runs. */
  readonly from: EngineName | null;
  readonly to: EngineName;
  /** Why this one, in words a support engineer understands. */
  readonly reason: string;
  /** Why the one that was tried before could not; null for the first that is tried. */
  readonly error: PlayerError | null;
}
