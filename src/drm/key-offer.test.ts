import { describe, expect, it } from 'vitest';
import type { ContentProtection } from '../model/content-protection.ts';
import { offersFor } from './key-offer.ts';

const SERVER = 'https://licences.test/';
const [KID, KEY] = ['00112233445566778899AABBCCDDEEFF', 'FFEEDDCCBBAA99887766554433221100'];
const WIDEVINE = 'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed';
const PLAYREADY = 'urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95';
const CLEAR_KEY = 'urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e';
const ANY = 'urn:mpeg:dash:mp4protection:2011';

const protection = (schemeIdUri: string, licenceUrl: string | null = null): ContentProtection => ({
  ...{ schemeIdUri, licenceUrl },
  ...{ value: null, encryptionScheme: 'cenc', keyId: null, initData: null },
});
const all = [ANY, WIDEVINE, PLAYREADY].map((scheme) => protection(scheme));
const none = { servers: null, clearKeys: null };

const namesOf = (...of: Parameters<typeof offersFor>): readonly string[] =>
  offersFor(...of).map(({ system: { names }, from }) =>
    [names.join(), 'keys' in from ? JSON.stringify(from.keys) : from.serverUrl].join(' '),
  );

describe('offersFor', () => {
  it('keeps the order of the app, and asks PlayReady by the names that Edge and televisions know', () => {
    const servers = { 'com.microsoft.playready': `${SERVER}pr`, 'com.widevine.alpha': `${SERVER}wv` };
    expect(namesOf(all, { ...none, servers })).toEqual([
      `com.microsoft.playready.recommendation,com.microsoft.playready ${SERVER}pr`,
      `com.widevine.alpha ${SERVER}wv`,
    ]);
  });

  it('leaves keys that anyone may fetch to who fetches them, whatever the app has set up', () => {
    const drm = { servers: { 'org.w3.clearkey': SERVER }, clearKeys: { [KID]: KEY } };
    expect(namesOf([protection('identity')], drm)).toEqual([]);
    expect(namesOf([protection('identity'), protection(WIDEVINE)], drm)).not.toEqual([]);
  });

  it('knows PlayReady by its KEYFORMAT in HLS', () => {
    const servers = { 'com.microsoft.playready': SERVER, 'com.widevine.alpha': SERVER };
    expect(namesOf([protection('com.microsoft.playready')], { ...none, servers })).toEqual([
      `com.microsoft.playready.recommendation,com.microsoft.playready ${SERVER}`,
    ]);
  });

  it('asks by the one name that the app gives', () => {
    const servers = { 'com.microsoft.playready.recommendation.3000': SERVER };
    expect(namesOf(all, { ...none, servers })).toEqual([
      `com.microsoft.playready.recommendation.3000 ${SERVER}`,
    ]);
  });

  it('goes by keys that the app holds itself first', () => {
    const drm = { servers: { 'com.widevine.alpha': SERVER }, clearKeys: { [KID]: KEY } };
    expect(namesOf(all, drm)).toEqual([
      `org.w3.clearkey {"${KID.toLowerCase()}":"${KEY.toLowerCase()}"}`,
      `com.widevine.alpha ${SERVER}`,
    ]);
  });

  it('asks no server of a system that the title is not locked for, unless the manifest names none', () => {
    const drm = { ...none, servers: { 'com.widevine.alpha': SERVER } };
    expect(namesOf([protection(ANY), protection(PLAYREADY)], drm)).toEqual([]);
    expect(namesOf([protection(ANY)], drm)).toEqual([`com.widevine.alpha ${SERVER}`]);
  });

  it('asks a server that the manifest names where the app names none for its system', () => {
    const named = [protection(ANY), protection(CLEAR_KEY, `${SERVER}named`)];
    expect(namesOf(named, none)).toEqual([`org.w3.clearkey ${SERVER}named`]);
    const drm = { ...none, servers: { 'org.w3.clearkey': `${SERVER}own` } };
    expect(namesOf(named, drm)).toEqual([`org.w3.clearkey ${SERVER}own`]);
    expect(namesOf([protection(CLEAR_KEY, 'skd://key')], none)).toEqual([]);
  });

  it('leaves FairPlay to others', () => {
    expect(namesOf(all, { ...none, servers: { 'com.apple.fps': SERVER } })).toEqual([]);
  });

  it.each([
    ['keys of the wrong form', 'clearKeys', { servers: null, clearKeys: { abc: 'def' } }],
    ['a list of servers', 'servers', { servers: [SERVER] as never, clearKeys: null }],
    ['a server without address', 'servers', { servers: { 'com.widevine.alpha': '' }, clearKeys: null }],
  ])('refuses %s', (_what, option, drm) => {
    expect(() => offersFor(all, drm)).toThrow(`The option config.drm.${option} must be`);
  });
});
