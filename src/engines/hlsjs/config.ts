import type { HlsConfig, LoaderConfig, RetryConfig } from 'hls.js';
import { DEFAULT_BUFFER_CONFIG } from '../../buffer/buffer-config.ts';
import type { EngineLoadOptions } from '../../engine/engine.ts';
import { readServers } from '../../engine/read-drm.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import { EDGE_RETRY_MS, MAX_EDGE_RETRIES } from '../../playback/live-edge.ts';
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

/** hls.js steps over a missing live segment, but not over the newest one: that it asks for until the playlist has moved on. */
const LIVE_STEP: RetryConfig = {
  maxNumRetry: MAX_EDGE_RETRIES,
  retryDelayMs: EDGE_RETRY_MS,
  maxRetryDelayMs: EDGE_RETRY_MS,
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

/**
 * A live segment that stays missing is stepped over; one of a recording ends it. The first fragment of a recording need not
 * wait for the MediaSource, nor then for hls.js's next tick; in live, where it begins moves on until that is open.
 */
export function setLive(config: HlsConfig, isLive: boolean): void {
  config.startFragPrefetch = !isLive;
  config.fragLoadPolicy = { default: isLive ? { ...NO_RETRY, errorRetry: LIVE_STEP } : NO_RETRY };
}

/** Key systems that hls.js talks to, as EME names them. */
const KEY_SYSTEMS = ['com.widevine.alpha', 'com.microsoft.playready', 'com.apple.fps'] as const;

/**
 * hls.js's configuration for the licence servers; it asks them itself, by XMLHttpRequest. Identity keys (AES-128,
 * SAMPLE-AES) need none of it.
 * @throws PlayerError `config-invalid`
 */
export function drmSettings(drm: DrmConfig): Partial<HlsConfig> {
  const servers = readServers(drm);
  if (drm.servers === null) return {};
  const drmSystems = Object.fromEntries(
    KEY_SYSTEMS.flatMap((system) => {
      const licenseUrl = servers[system];
      const serverCertificateUrl = servers[`${system}.certificate`];
      const certificate = serverCertificateUrl === undefined ? {} : { serverCertificateUrl };
      return licenseUrl === undefined ? [] : [[system, { licenseUrl, ...certificate }]];
    }),
  );
  // With EME on and no server that it knows, hls.js waits for keys for ever.
  return Object.keys(drmSystems).length > 0 ? { emeEnabled: true, drmSystems } : {};
}
