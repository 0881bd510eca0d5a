import { isPlayerError, type PlayerError } from '../core/errors.ts';

import type { EngineName } from './engine.ts';

/** All, in Kinora's order. */
export const ENGINE_NAMES: readonly EngineName[] = ['mse', 'hlsjs', 'shaka', 'native'];

/** Why Kinora's own engine goes first, in words a support engineer understands. */
export const MSE_REASON = 'the fastest start, for DASH and HLS';

/**
 * The codes of faults that are the engine's and not the network's or the app's: another engine may do better.
 * A manifest that one parser finds malformed, a more lenient one may read.
 */
const ENGINE_FAULTS: readonly PlayerError['code'][] = [
  'source-unsupported',
  'mse-missing',
  'manifest-malformed',
  'manifest-unsupported',
  'manifest-empty',
  'codec-unsupported',
  'drm-unsupported',
  'drm-failed',
  'decrypt-failed',
  'segment-invalid',
  'append-failed',
  'decode-failed',
  'engine-failed',
  'internal',
];

/** Whether an engine says that the title is none for it, as against that something is wrong with the title. */
export function isDecline({ code }: PlayerError): boolean {
  return code === 'manifest-unsupported' || code === 'drm-unsupported' || code === 'source-unsupported';
}

/** Whether another engine may play what failed to start like this. */
export function isEngineFault(error: PlayerError): boolean {
  const isForeign = isPlayerError(error, 'manifest-malformed') && error.context.isForeign;
  return ENGINE_FAULTS.includes(error.code) && !isForeign;
}
