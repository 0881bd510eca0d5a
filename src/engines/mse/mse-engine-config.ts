import { DEFAULT_BUFFER_CONFIG, type BufferConfig } from '../../buffer/buffer-config.ts';

export interface MseEngineConfig {
  readonly buffer: BufferConfig;
  /**
   * The parsers (`dash`, `hls`) that are fetched while the page is idle before the first `load`, which else waits for the one it
   * needs beside its manifest. 11 and 7 kB; not where the viewer saves data. Default both.
   */
  readonly prefetch: readonly string[];
}

export const DEFAULT_MSE_ENGINE_CONFIG: MseEngineConfig = {
  buffer: DEFAULT_BUFFER_CONFIG,
  prefetch: ['dash', 'hls'],
};
