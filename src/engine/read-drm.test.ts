import { describe, expect, it } from 'vitest';
import type { DrmConfig } from '../model/drm-config.ts';
import { keySystemsOf, readClearKeys, readServers } from './read-drm.ts';

const config = (given: object): DrmConfig => ({ servers: null, clearKeys: null, ...given });

describe('readServers', () => {
  it('are those set up, or none', () => {
    const servers = { 'com.widevine.alpha': 'https://l.test/w' };
    expect(readServers(config({ servers }))).toEqual(servers);
    expect(readServers(config({}))).toEqual({});
  });

  it.each([
    ['https://l.test'],
    [['https://l.test']],
    [{ 'com.widevine.alpha': 7 }],
    [{ 'com.apple.fps': '' }],
  ])('refuses %j', (servers: unknown) => {
    expect(() => readServers(config({ servers }))).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });
});

describe('readClearKeys', () => {
  const key = '00112233445566778899aabbccddeeff';

  it('are those given, or none', () => {
    const clearKeys = { '0123456789abcdef0123456789ABCDEF': key };
    expect(readClearKeys(config({ clearKeys }))).toEqual(clearKeys);
    expect(readClearKeys(config({}))).toEqual({});
  });

  it.each([[{ abc: 'def' }], [[key]]])('refuses %j', (clearKeys: unknown) => {
    expect(() => readClearKeys(config({ clearKeys }))).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });
});

describe('keySystemsOf', () => {
  it('are those of the servers, certificates apart, and of clear keys', () => {
    const servers = { 'com.apple.fps': 'https://l.test/f', 'com.apple.fps.certificate': 'https://l.test/c' };
    expect(keySystemsOf(config({ servers, clearKeys: {} }))).toEqual(['com.apple.fps', 'org.w3.clearkey']);
    expect(keySystemsOf(config({}))).toEqual([]);
  });
});
