import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { DEFAULT_BUFFER_CONFIG } from '../../buffer/buffer-config.ts';
import { readClearKeys, readServers } from '../../engine/read-drm.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import type { Protocol } from '../../model/source.ts';

type VendorConfig = shaka.extern.PlayerConfiguration;

/** What Shaka's `configure` takes: any part of its configuration, two levels deep. */
export type PartialVendorConfig = {
  readonly [K in Exclude<keyof VendorConfig, 'drm'>]?: VendorConfig[K] extends
    readonly unknown[] | ((...args: never[]) => unknown)
    ? VendorConfig[K]
    : Partial<VendorConfig[K]>;
} & { readonly drm: DrmSettings };

interface DrmSettings extends Pick<VendorConfig['drm'], 'servers' | 'clearKeys'> {
  readonly advanced?: Readonly<Record<string, { readonly serverCertificateUri: string }>>;
}

export const BUFFER_GOAL_SEC: number = DEFAULT_BUFFER_CONFIG.aheadSec;

/** One attempt without a time limit: Kinora's network has both. */
const ONCE: shaka.extern.RetryParameters = {
  maxAttempts: 1,
  baseDelay: 0,
  backoffFactor: 1,
  fuzzFactor: 0,
  timeout: 0,
  stallTimeout: 0,
  connectionTimeout: 0,
};

/** @throws PlayerError `config-invalid` */
export function createVendorConfig(
  protocol: Protocol | null,
  drm: DrmConfig,
  factories: Pick<VendorConfig, 'abrFactory' | 'adaptationSetCriteriaFactory' | 'textDisplayFactory'>,
): PartialVendorConfig {
  return {
    ...factories,
    drm: readDrm(drm),
    manifest: { retryParameters: ONCE },
    // A segment that is fetched before it is chosen would be one that no decision says.
    streaming: {
      retryParameters: ONCE,
      bufferingGoal: BUFFER_GOAL_SEC,
      bufferBehind: DEFAULT_BUFFER_CONFIG.behindSec,
      rebufferingGoal: 0,
      // A switch among the parts of an HLS segment would lose its rest: they are played as whole segments.
      lowLatencyMode: protocol === 'dash',
      segmentPrefetchLimit: 0,
      // The picture does not wait for its subtitles; the failed request is a warning.
      ignoreTextStreamFailures: true,
      failureCallback: Boolean, // does nothing, with the one argument that Shaka counts
    },
    // The stand-in for the element is told of a `src`, not of what is put inside of the element.
    mediaSource: { useSourceElements: false },
    preferredAudio: [], // `chooseStartAudio` says
    // No subtitles unless somebody selects them, as in the other engines.
    accessibility: { handleForcedSubtitlesAutomatically: false },
  };
}

/** Not a key system, but where FairPlay's certificate lies. */
const FAIRPLAY_CERTIFICATE = 'com.apple.fps.certificate';

/** @throws PlayerError `config-invalid` */
export function readDrm(drm: DrmConfig): DrmSettings {
  const { [FAIRPLAY_CERTIFICATE]: serverCertificateUri, ...servers } = readServers(drm);
  return {
    servers,
    ...(serverCertificateUri && { advanced: { 'com.apple.fps': { serverCertificateUri } } }),
    clearKeys: readClearKeys(drm),
  };
}
