import { DEFAULT_BUFFER_CONFIG, type BufferConfig } from '../../buffer/buffer-config.ts';

export interface MseEngineConfig {
  readonly buffer: BufferConfig;
  /**
   * Whether code is fetched, and run once, while the page is idle before the first `load`: both parsers and the planner
   * of the ABR controller, 24 kB in all. A load that comes earlier fetches its parser beside the manifest. Never where
   * the viewer saves data. Default true.
   */
  readonly warmUp: boolean;
}

export const DEFAULT_MSE_ENGINE_CONFIG: MseEngineConfig = {
  buffer: DEFAULT_BUFFER_CONFIG,
  warmUp: true,
};
