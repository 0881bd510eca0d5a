import { DEFAULT_ABR_CONFIG, type AbrConfig } from '../abr/abr-config.ts';
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from '../network/network-config.ts';
import { DEFAULT_PRELOAD_CONFIG, type PreloadConfig } from './preload-config.ts';
import { resolveConfig, type DeepPartial } from './resolve-config.ts';

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
}

/** Options in force from the player's creation on; each module's own docstrings tell unit and default. */
export type LoadConfig = DeepPartial<ResolvedPlayerConfig>;

const DEFAULTS: ResolvedPlayerConfig = {
  abr: DEFAULT_ABR_CONFIG,
  network: DEFAULT_NETWORK_CONFIG,
  preferences: { audioLanguages: [] },
  preload: DEFAULT_PRELOAD_CONFIG,
};

/** @throws PlayerError `config-invalid` */
export function resolvePlayerConfig(config: LoadConfig): ResolvedPlayerConfig {
  return resolveConfig(DEFAULTS, config, 'config');
}
