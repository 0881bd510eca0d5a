import type { Scope } from '../core/scope.ts';
import type { EngineContext, ReadiedEngine } from '../engine/engine.ts';
import type { EngineAbrInput } from '../model/abr.ts';
import type { Quality } from '../model/quality.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { PlayerStats } from './player-stats.ts';
import type { PlayerState } from './state.ts';

/** What preloading looks at of the title that plays meanwhile; the player itself satisfies it. */
export interface PresentPlayback {
  readonly state: PlayerState;
  readonly presentation: { readonly durationSec: number | null } | null;
  readonly quality: Quality;
  stats(): PlayerStats | null;
}

/** What a load fetches and chooses with. */
export interface LoadPorts extends Pick<EngineContext, 'request' | 'decide'> {
  /** An engine that was made ready for the title, where one was: the load's if that is the one it chooses. */
  readonly readied?: ReadiedEngine | null;
}

/** Prepares one title at a time. Comes as a chunk of its own: the first title does not wait for it. */
export interface Preloader {
  /**
   * Resolves when the title is prepared, or handed over to its load before it was.
   * @throws PlayerError when it cannot be; an AbortError when superseded; the signal's reason
   */
  prepare(source: SourceDescriptor, startSec: number | null, signal: AbortSignal | undefined): Promise<void>;
  /**
   * The ports for a load of `source`: such that use what was prepared for it, for as long as `scope` lives; `ports`
   * themselves where nothing was. What was prepared for another source is freed.
   */
  take(source: SourceDescriptor, ports: LoadPorts, scope: Scope): LoadPorts;
  /** What the present title decides on, with what this one's transfers took of the link beside its own. */
  withTraffic(input: EngineAbrInput): EngineAbrInput;
  /** Frees everything. Idempotent. */
  destroy(): void;
}
