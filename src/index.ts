export { createPlayer, type PlayerConfig } from './create-player.ts';
export {
  isPlayerError,
  PlayerError,
  type ErrorCode,
  type ErrorContexts,
  type PlayerErrorOptions,
} from './core/errors.ts';
export type { AbrConfig } from './abr/abr-config.ts';
export type { BufferConfig } from './buffer/buffer-config.ts';
export type { MseEngineConfig } from './engines/mse/mse-engine-config.ts';
export type { LoadPolicy, NetworkConfig } from './network/network-config.ts';
export type { Listener } from './core/emitter.ts';
export type { Logger, LogLevel } from './core/logger.ts';
export type { TextStore } from './core/network-info.ts';
export type { EngineName } from './engine/engine.ts';
export type { JoinPhase } from './engine/engine-event.ts';
export type { AbrDecision, AbrInput, AbrRendition, AbrTransfer, AppDecide } from './model/abr.ts';
export type { DrmConfig } from './model/drm-config.ts';
export type { MediaEvent } from './model/media-event.ts';
export type { Quality, QualityCaps } from './model/quality.ts';
export type { TimeRange } from './model/time-range.ts';
export type { Protocol } from './model/source.ts';
export type { TrackKind } from './model/track.ts';
export type { ResourceType, TransferSample } from './model/transfer-sample.ts';
export type { TransferTail } from './core/tail-meter.ts';
export type { LoadOptions } from './player/load.ts';
export type { EngineChange } from './player/engine-chooser.ts';
export type { Player } from './player/player.ts';
export type { LoadConfig, Preferences, ResolvedPlayerConfig } from './player/player-config.ts';
export type { PreloadConfig } from './player/preload-config.ts';
export type { PlayerEventMap, Timed } from './player/player-event-map.ts';
export type { JoinTime, PlayerStats } from './player/player-stats.ts';
export type {
  PresentationFacts,
  PresentationInfo,
  RenditionInfo,
  TrackInfo,
} from './model/presentation-info.ts';
export type { DeepPartial } from './player/resolve-config.ts';
export type { PlayerState } from './player/state.ts';
export type { SourceInput } from './source/detect-source.ts';
