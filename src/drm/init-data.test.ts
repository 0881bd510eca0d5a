import { describe, expect, it } from 'vitest';
import type { ContentProtection } from '../model/content-protection.ts';
import { base64UrlToHex, hexOf, hexToBase64Url, initDataIn, initDataOf, isSame } from './init-data.ts';
import { CLEAR_KEY, keySystemOf, type KeySystem } from './key-system.ts';

const [WIDEVINE, PLAYREADY, COMMON] = [
  'edef8ba979d64acea3c827dcd51d21ed',
  '9a04f07998404286ab92e65be0885f95',
  '1077efecc0b24d02ace33c1e52e2fb4b',
];
const widevine = keySystemOf('com.widevine.alpha') as KeySystem;
const from = { serverUrl: 'https://licences.test/' };
const KID = '00112233445566778899aabbccddeeff';

/** A pssh box of version 0. @see ISO/IEC 23001-7 §8.1 */
function pssh(systemId: string, data: string): Uint8Array {
  const length = (32 + data.length).toString(16).padStart(8, '0');
  const size = data.length.toString(16).padStart(8, '0');
  const head = `${length}${hexOf(Buffer.from('pssh'))}00000000${systemId}${size}`;
  return Uint8Array.from(Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(data)]));
}
/** One of version 1, of the common system. */
const psshOfKeys = (kid: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    Buffer.from(`00000034${hexOf(Buffer.from('pssh'))}01000000${COMMON}00000001${kid}00000000`, 'hex'),
  );
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const protection = (initData: Uint8Array | null, keyId: string | null = null): ContentProtection => ({
  ...{ initData, keyId },
  ...{ schemeIdUri: 'urn:uuid:x', value: null, encryptionScheme: 'cenc', licenceUrl: null },
});

describe('what a licence is asked for with', () => {
  it('is the system’s own boxes, each once', () => {
    const [video, audio] = [pssh(WIDEVINE, 'video'), pssh(WIDEVINE, 'audio')];
    const all = [video, pssh(PLAYREADY, 'other'), video, audio].map((box) => protection(box));
    const found = initDataIn(all, { system: widevine, from });
    expect(found.map(({ type, bytes }) => [type, hexOf(bytes)])).toEqual([
      ['cenc', hexOf(video)],
      ['cenc', hexOf(audio)],
    ]);
  });

  it('is nothing where the manifest has no box of the system', () => {
    expect(initDataIn([protection(pssh(PLAYREADY, 'other'), KID)], { system: widevine, from })).toEqual([]);
  });

  it('is for ClearKey a box that names keys, or else the key ids; they alone where the app holds the keys', () => {
    const other = KID.replace('0', 'f');
    const boxes = [psshOfKeys(KID), pssh(COMMON, 'x')].map((box) => protection(box, KID));
    const [boxed, ...rest] = initDataIn(boxes, { system: CLEAR_KEY, from });
    expect(rest).toEqual([]);
    expect(boxed).toEqual({ type: 'cenc', bytes: psshOfKeys(KID) });
    const listed = {
      ...{ type: 'keyids', keyIds: [KID] },
      bytes: new TextEncoder().encode(`{"kids":["${hexToBase64Url(KID)}"]}`),
    };
    expect(initDataIn([protection(pssh(COMMON, 'x'), KID)], { system: CLEAR_KEY, from })).toEqual([listed]);
    expect(initDataIn(boxes, { system: CLEAR_KEY, from: { keys: {} } })).toEqual([listed]);
    const [both] = initDataIn(
      [KID, other, KID].map((kid) => protection(null, kid)),
      { system: CLEAR_KEY, from },
    );
    expect(JSON.parse(new TextDecoder().decode(both?.bytes))).toEqual({
      kids: [hexToBase64Url(KID), hexToBase64Url(other)],
    });
  });

  it('is for ClearKey all keys that the app holds, where nothing is told of them', () => {
    const held = { keys: { [KID]: KID } };
    const listed = {
      ...{ type: 'keyids', keyIds: [KID] },
      bytes: new TextEncoder().encode(`{"kids":["${hexToBase64Url(KID)}"]}`),
    };
    expect(initDataIn([protection(null)], { system: CLEAR_KEY, from: held })).toEqual([listed]);
    expect(initDataIn([protection(null)], { system: CLEAR_KEY, from })).toEqual([]);
  });

  it('is in a box of its own where a playlist tells of PlayReady without one', () => {
    const system = keySystemOf('com.microsoft.playready') as KeySystem;
    const object = Uint8Array.from(Buffer.from('<WRMHEADER/> in UTF-16'));
    const box = pssh(PLAYREADY, '<WRMHEADER/> in UTF-16');
    const told = { ...protection(object), schemeIdUri: 'com.microsoft.playready' };
    const boxed = { ...told, initData: box };
    for (const one of [told, boxed])
      expect(initDataIn([one], { system, from }).map(({ bytes }) => hexOf(bytes))).toEqual([hexOf(box)]);
    expect(initDataIn([protection(object)], { system, from })).toEqual([]);
  });

  it('is of what the media tells its own boxes', () => {
    const told = join(pssh(COMMON, 'c'), pssh(WIDEVINE, 'w'), pssh(PLAYREADY, 'p'));
    expect(hexOf(initDataOf('cenc', told, widevine)?.bytes ?? new Uint8Array())).toBe(
      hexOf(pssh(WIDEVINE, 'w')),
    );
    expect(initDataOf('cenc', pssh(PLAYREADY, 'p'), widevine)).toBeNull();
    expect(initDataOf('webm', Uint8Array.of(1), widevine)).toBeNull();
  });

  it('is nothing of boxes that are cut off', () => {
    expect(initDataOf('cenc', pssh(WIDEVINE, 'w').subarray(0, 30), widevine)).toBeNull();
    expect(initDataOf('cenc', Uint8Array.from(Buffer.alloc(64)), widevine)).toBeNull();
  });

  it('is the same where its bytes are', () => {
    const [one, other] = [
      { type: 'cenc', bytes: Uint8Array.of(1) },
      { type: 'cenc', bytes: Uint8Array.of(2) },
    ];
    expect(isSame(one, { ...one })).toBe(true);
    expect(isSame(one, other)).toBe(false);
  });
});

it('writes key ids as ClearKey does, and reads them', () => {
  expect(hexToBase64Url('fbffbf00112233445566778899aabbcc')).toBe('-_-_ABEiM0RVZneImaq7zA');
  expect(base64UrlToHex('-_-_ABEiM0RVZneImaq7zA')).toBe('fbffbf00112233445566778899aabbcc');
});
