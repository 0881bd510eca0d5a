import { DEFAULT_BUFFER_CONFIG, type BufferConfig } from '../../buffer/buffer-config.ts';

export interface MseEngineConfig {
  readonly buffer: BufferConfig;
}

export const DEFAULT_MSE_ENGINE_CONFIG: MseEngineConfig = { buffer: DEFAULT_BUFFER_CONFIG };
