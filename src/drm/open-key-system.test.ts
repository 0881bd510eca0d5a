import { describe, expect, it } from 'vitest';
import { MockCdm } from '../../test/fixtures/mock-cdm.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { KeyAccessPort } from '../core/key-ports.ts';
import type { KeyOffer } from './key-offer.ts';
import { keySystemOf, type KeySystem } from './key-system.ts';
import type { LockedMedia } from './locked-title.ts';
import { openKeySystem } from './open-key-system.ts';

// No machine here has Widevine or PlayReady: a mock stands in for them at the browser's narrowest port.

const offer = (name: string): KeyOffer => ({
  system: keySystemOf(name) as KeySystem,
  from: { serverUrl: 'https://licences.test/' },
});
const OFFERS = [offer('com.microsoft.playready'), offer('com.widevine.alpha')];
const media = (scheme: string | null): readonly LockedMedia[] => [
  { kind: 'video', mimeType: 'video/mp4; codecs="avc1.640028"', scheme },
  { kind: 'audio', mimeType: 'audio/mp4; codecs="mp4a.40.2"', scheme },
];

const nameOf = ({ keySystem }: KeyAccessPort): Promise<string> => Promise.resolve(keySystem);

describe('openKeySystem', () => {
  it('takes the first that the browser has', async () => {
    const cdm = new MockCdm(['com.widevine.alpha']);
    const { used, offer: taken } = await openKeySystem(
      OFFERS,
      media('cenc'),
      cdm.requestAccess,
      createVirtualClock(),
      nameOf,
    );
    expect(used).toBe('com.widevine.alpha');
    expect(taken).toBe(OFFERS[1]);
    expect(cdm.asked.map(({ name }) => name)).toEqual([
      'com.microsoft.playready.recommendation',
      'com.microsoft.playready',
      'com.widevine.alpha',
    ]);
  });

  it('asks for what is to be decrypted, the best robustness first', async () => {
    const cdm = new MockCdm(['com.widevine.alpha']);
    await openKeySystem(
      [offer('com.widevine.alpha')],
      media('cbcs'),
      cdm.requestAccess,
      createVirtualClock(),
      nameOf,
    );
    const [{ configurations }] = cdm.asked as [(typeof cdm.asked)[number]];
    expect(configurations.map(({ videoCapabilities: [video] }) => video?.robustness)).toEqual([
      'SW_SECURE_DECODE',
      'SW_SECURE_CRYPTO',
      '',
    ]);
    expect(configurations[0]).toEqual({
      initDataTypes: ['cenc'],
      videoCapabilities: [
        {
          contentType: 'video/mp4; codecs="avc1.640028"',
          robustness: 'SW_SECURE_DECODE',
          encryptionScheme: 'cbcs',
        },
      ],
      audioCapabilities: [
        {
          contentType: 'audio/mp4; codecs="mp4a.40.2"',
          robustness: 'SW_SECURE_CRYPTO',
          encryptionScheme: 'cbcs',
        },
      ],
      sessionTypes: ['temporary'],
    });
  });

  it('believes a browser that has never heard of schemes for the common one alone', async () => {
    const cdm = new MockCdm(['com.widevine.alpha']);
    cdm.knowsSchemes = false;
    const open = (scheme: string | null) =>
      openKeySystem(
        [offer('com.widevine.alpha')],
        media(scheme),
        cdm.requestAccess,
        createVirtualClock(),
        nameOf,
      );
    await expect(open('cenc')).resolves.toBeDefined();
    await expect(open(null)).resolves.toBeDefined();
    await expect(open('cbcs')).rejects.toThrow('com.widevine.alpha: Error: it does not say that it knows');
  });

  it('says of each why not, also where one never answers', async () => {
    const clock = createVirtualClock();
    const opened = openKeySystem(
      OFFERS,
      media('cenc'),
      (name) =>
        name.endsWith('.playready') ? new Promise(() => undefined) : Promise.reject(new Error(`no ${name}`)),
      clock,
      nameOf,
    );
    const words = opened.then(
      () => '',
      (error: unknown) => String(error),
    );
    await clock.advance(5000);
    expect(await words).toBe(
      'Error: com.microsoft.playready.recommendation: Error: no com.microsoft.playready.recommendation; ' +
        'com.microsoft.playready: Error: no answer within 5000 ms; com.widevine.alpha: Error: no com.widevine.alpha',
    );
    expect(clock.timerCount).toBe(0);
  });

  it('goes on to the next one where what is made of the first comes to nothing', async () => {
    const cdm = new MockCdm(['com.microsoft.playready', 'com.widevine.alpha']);
    const opened = openKeySystem(
      OFFERS,
      media('cenc'),
      cdm.requestAccess,
      createVirtualClock(),
      ({ keySystem }) =>
        keySystem === 'com.widevine.alpha' ? Promise.resolve(keySystem) : Promise.reject(new Error('no CDM')),
    );
    expect((await opened).used).toBe('com.widevine.alpha');
  });
});
