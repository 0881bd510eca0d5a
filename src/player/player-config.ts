import { DEFAULT_ABR_CONFIG, type AbrConfig } from '../abr/abr-config.ts';
import type { EngineName } from '../engine/engine.ts';
import { ENGINE_NAMES } from '../engine/mse-first.ts';
import { DEFAULT_DRM_CONFIG, type DrmConfig } from '../model/drm-config.ts';
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from '../network/network-config.ts';
import { DEFAULT_PRELOAD_CONFIG, type PreloadConfig } from './preload-config.ts';
import { invalidOption, resolveConfig, type DeepPartial } from './resolve-config.ts';

/** What the viewer would like, where the presentation leaves a choice. */
export interface Preferences {
  /** BCP 47, best first. Default: the presentation's own default. */
  readonly audioLanguages: readonly string[];
}

/** The options of every module that a load is built from, all given. */
export interface ResolvedPlayerConfig {
  readonly abr: AbrConfig;
  readonly network: NetworkConfig;
  readonly preferences: Preferences;
  readonly preload: PreloadConfig;
  readonly drm: DrmConfig;
  /**
   * The engines that may play, the preferred first: one alone forces it, leaving one out excludes it. Default empty:
   * all, in an order of Kinora's own.
   */
  readonly engines: readonly EngineName[];
}

/** Options in force from the player's creation on; each module's own docstrings tell unit and default. */
export type LoadConfig = DeepPartial<ResolvedPlayerConfig>;

const DEFAULTS: ResolvedPlayerConfig = {
  abr: DEFAULT_ABR_CONFIG,
  network: DEFAULT_NETWORK_CONFIG,
  preferences: { audioLanguages: [] },
  preload: DEFAULT_PRELOAD_CONFIG,
  drm: DEFAULT_DRM_CONFIG,
  engines: [],
};

/** @throws PlayerError `config-invalid` */
export function resolvePlayerConfig(config: LoadConfig): ResolvedPlayerConfig {
  const resolved = resolveConfig(DEFAULTS, config, 'config');
  if (!resolved.engines.every((name) => ENGINE_NAMES.includes(name)))
    throw invalidOption('config.engines', `a list of ${ENGINE_NAMES.join(', ')}`);
  const { decide } = resolved.abr;
  if (decide !== null && typeof (decide as unknown) !== 'function')
    throw invalidOption('config.abr.decide', 'a function, or null');
  return resolved;
}
