import { describe, expect, it } from 'vitest';
import type { DrmConfig } from '../../model/drm-config.ts';
import { createVendorConfig, readDrm } from './config.ts';

const factories = {
  abrFactory: () => expect.fail(),
  adaptationSetCriteriaFactory: () => expect.fail(),
  textDisplayFactory: () => expect.fail(),
};

describe('readDrm', () => {
  it('passes servers and keys on', () => {
    const servers = { 'com.widevine.alpha': 'https://licence.example/wv' };
    const clearKeys = { '0123456789abcdef0123456789ABCDEF': '00112233445566778899aabbccddeeff' };
    expect(readDrm({ servers, clearKeys })).toEqual({ servers, clearKeys });
    expect(readDrm({ servers: null, clearKeys: null })).toEqual({ servers: {}, clearKeys: {} });
  });

  it.each([
    { servers: 'https://licence.example', clearKeys: null },
    { servers: { 'com.widevine.alpha': 5 }, clearKeys: null },
    { servers: null, clearKeys: { abc: 'def' } },
    { servers: null, clearKeys: ['00112233445566778899aabbccddeeff'] },
  ])('refuses %j', (given) => {
    expect(() => readDrm(given as object as DrmConfig)).toThrow(
      expect.objectContaining({ code: 'config-invalid' }) as Error,
    );
  });
});

describe('createVendorConfig', () => {
  const drm = { servers: null, clearKeys: null };

  it('leaves the choice of sound and subtitles to Kinora', () => {
    const { preferredAudio, accessibility } = createVendorConfig('hls', drm, factories);
    expect(preferredAudio).toEqual([]);
    expect(accessibility?.handleForcedSubtitlesAutomatically).toBe(false);
  });

  it('leaves tries and time limits to Kinora’s network', () => {
    const { manifest, streaming } = createVendorConfig('hls', drm, factories);
    for (const part of [manifest, streaming])
      expect(part?.retryParameters).toMatchObject({ maxAttempts: 1, timeout: 0, stallTimeout: 0 });
    expect(streaming?.segmentPrefetchLimit).toBe(0);
  });
});
