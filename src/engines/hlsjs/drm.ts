import type { HlsConfig } from 'hls.js';
import { PlayerError } from '../../core/errors.ts';
import type { DrmConfig } from '../../model/drm-config.ts';

/** Key systems that hls.js talks to, as EME names them. */
const KEY_SYSTEMS = ['com.widevine.alpha', 'com.microsoft.playready', 'com.apple.fps'] as const;

/**
 * hls.js's configuration for the licence servers; it asks them itself, by XMLHttpRequest. Identity keys (AES-128,
 * SAMPLE-AES) need none of it.
 * @throws PlayerError `config-invalid`
 */
export function drmSettings({ servers }: DrmConfig): Partial<HlsConfig> {
  if (servers === null) return {};
  const isRecord = typeof servers === 'object' && !Array.isArray(servers);
  if (!isRecord || Object.values<unknown>(servers).some((url) => typeof url !== 'string' || url === ''))
    throw invalidServers();
  const drmSystems = Object.fromEntries(
    KEY_SYSTEMS.flatMap((system) => {
      const licenseUrl = servers[system];
      const serverCertificateUrl = servers[`${system}.certificate`];
      const certificate = serverCertificateUrl === undefined ? {} : { serverCertificateUrl };
      return licenseUrl === undefined ? [] : [[system, { licenseUrl, ...certificate }]];
    }),
  );
  return { emeEnabled: true, drmSystems };
}

function invalidServers(): PlayerError {
  const context = { option: 'config.drm.servers', expected: 'a licence server URL by key system' };
  return new PlayerError(
    'config-invalid',
    `The option ${context.option} must be ${context.expected}, such as { '${KEY_SYSTEMS[0]}': 'https://…' }.`,
    context,
  );
}
