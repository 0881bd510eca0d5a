import Hls from 'hls.js';
import { describe, expect, it } from 'vitest';
import type { EngineLoadOptions } from '../../engine/engine.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import { createHlsConfig, drmSettings, setLive } from './config.ts';

const OPTIONS: EngineLoadOptions = {
  startSec: null,
  quality: 'auto',
  preferredAudioLanguages: [],
  drm: { servers: null, clearKeys: null },
};
const { abrController, loader } = Hls.DefaultConfig;

describe('the configuration of hls.js', () => {
  it('starts where the app wants, else where the manifest does', () => {
    expect(createHlsConfig(OPTIONS, { abrController, loader }).startPosition).toBe(-1);
    const config = createHlsConfig({ ...OPTIONS, startSec: 0 }, { abrController, loader });
    expect(config.startPosition).toBe(0);
  });

  it('leaves nothing to be retried by hls.js, but for a live segment that it may step over', () => {
    const hls = new Hls(createHlsConfig(OPTIONS, { abrController, loader }));
    for (const [name, policy] of Object.entries<unknown>(hls.config))
      if (name.endsWith('LoadPolicy'))
        expect(policy, name).toMatchObject({ default: { errorRetry: null, timeoutRetry: null } });
    setLive(hls.config, true);
    expect(hls.config.fragLoadPolicy.default.errorRetry?.shouldRetry?.(null, 0, false, undefined, true)).toBe(
      false,
    );
    setLive(hls.config, false);
    expect(hls.config.fragLoadPolicy.default.errorRetry).toBeNull();
    hls.destroy();
  });

  it('lets the first fragment of a recording come before the MediaSource is open, and none of a live title', () => {
    const hls = new Hls(createHlsConfig(OPTIONS, { abrController, loader }));
    expect(hls.config.startFragPrefetch).toBe(false);
    setLive(hls.config, false);
    expect(hls.config.startFragPrefetch).toBe(true);
    setLive(hls.config, true);
    expect(hls.config.startFragPrefetch).toBe(false);
    hls.destroy();
  });

  it('names the licence servers that hls.js knows how to ask', () => {
    const servers = { 'com.widevine.alpha': 'https://l.test/w', 'org.example': 'https://l.test/x' };
    expect(drmSettings({ servers, clearKeys: null })).toEqual({
      emeEnabled: true,
      drmSystems: { 'com.widevine.alpha': { licenseUrl: 'https://l.test/w' } },
    });
    expect(drmSettings({ servers: null, clearKeys: null })).toEqual({});
    const unknown = { 'org.w3.clearkey': 'https://l.test/c' };
    expect(drmSettings({ servers: unknown, clearKeys: null }), 'it would wait for keys for ever').toEqual({});
  });

  it.each([
    ['https://l.test'],
    [['https://l.test']],
    [{ 'com.widevine.alpha': 7 }],
    [{ 'com.apple.fps': '' }],
  ])('refuses %j as licence servers', (servers: unknown) => {
    const config = { servers, clearKeys: null } as DrmConfig;
    expect(() => drmSettings(config)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });
});
