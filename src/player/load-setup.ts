import type { ThroughputMemory } from '../abr/throughput-memory.ts';
import type { Clock } from '../core/clock.ts';
import type { DeviceInfo } from '../core/device-info.ts';
import type { Logger } from '../core/logger.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { NetworkInfo } from '../core/network-info.ts';
import type { Transport } from '../core/transport.ts';
import type { CreateEngine, EngineContext } from '../engine/engine.ts';
import type { Protocol } from '../model/source.ts';
import type { EngineChooser } from './engine-chooser.ts';
import type { PlannerCode } from './planner-code.ts';
import type { ResolvedPlayerConfig } from './player-config.ts';

/** The ports and the policy that a load is built from. */
export interface LoadSetup {
  readonly element: MediaElementPort;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly networkInfo: NetworkInfo;
  readonly device: DeviceInfo;
  readonly memory: ThroughputMemory;
  /** Of this player alone. */
  readonly plannerCode: Pick<PlannerCode, 'planner' | 'fetch'>;
  readonly viewport: EngineContext['viewport'];
  /** Makes Kinora's own engine; null where this browser cannot run it. */
  readonly createMseEngine: CreateEngine | null;
  /**
   * For a source of the protocol; null: of one that is not known.
   * @throws PlayerError `network-failed` when its code cannot be loaded
   */
  readonly loadEngineChooser: (protocol: Protocol | null) => Promise<EngineChooser>;
  /** What relative URLs are relative to. */
  readonly baseUrl: string;
  readonly config: ResolvedPlayerConfig;
}
