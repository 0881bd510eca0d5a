import type { HlsConfig, LoaderConfig, RetryConfig } from 'hls.js';
import { DEFAULT_BUFFER_CONFIG } from '../../buffer/buffer-config.ts';
import type { EngineLoadOptions } from '../../engine/engine.ts';
import { drmSettings } from './drm.ts';
import { LEVEL_PENALTY_MS } from './level-chooser.ts';

/** hls.js only reckons with them (its loaders keep time, and Kinora's network does here): no limit of its own. */
const PATIENT_MS = 600_000;

/** Kinora's network has retried already: a request that fails has failed. */
const NO_RETRY: LoaderConfig = {
  maxTimeToFirstByteMs: PATIENT_MS,
  maxLoadTimeMs: PATIENT_MS,
  timeoutRetry: null,
  errorRetry: null,
};

/**
 * hls.js steps over a missing live segment, but not over the newest one: that it asks for again each second, until the
 * playlist has moved on. Ten seconds are longer than nearly all segments; then it is fatal.
 */
const LIVE_STEP: RetryConfig = {
  maxNumRetry: 10,
  retryDelayMs: 1000,
  maxRetryDelayMs: 1000,
  backoff: 'linear',
  shouldRetry: () => false,
};

/** What hls.js is given: Kinora's policies, goals as in Kinora's own engine, and nothing that decides beside them. */
export function createHlsConfig(
  { startSec, drm }: EngineLoadOptions,
  parts: Pick<HlsConfig, 'abrController' | 'loader'>,
): Partial<HlsConfig> {
  const { aheadSec, behindSec } = DEFAULT_BUFFER_CONFIG;
  const policy = { default: NO_RETRY };
  return {
    ...parts,
    ...drmSettings(drm),
    startPosition: startSec ?? -1,
    maxBufferLength: aheadSec,
    maxMaxBufferLength: aheadSec,
    backBufferLength: behindSec,
    liveDurationInfinity: true,
    testBandwidth: false,
    capLevelToPlayerSize: false,
    capLevelOnFPSDrop: false,
    errorPenaltyExpireMs: LEVEL_PENALTY_MS,
    manifestLoadPolicy: policy,
    playlistLoadPolicy: policy,
    fragLoadPolicy: policy,
    keyLoadPolicy: policy,
    certLoadPolicy: policy,
    steeringManifestLoadPolicy: policy,
    interstitialAssetListLoadPolicy: policy,
  };
}

/** A live segment that stays missing is stepped over; one of a recording ends it. */
export function setLive(config: HlsConfig, isLive: boolean): void {
  config.fragLoadPolicy = { default: isLive ? { ...NO_RETRY, errorRetry: LIVE_STEP } : NO_RETRY };
}
