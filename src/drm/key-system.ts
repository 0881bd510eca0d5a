/** What is particular to a key system. */
export interface KeySystem {
  /** As EME names it: of those to ask the browser for, best first. @see https://www.w3.org/TR/encrypted-media-2/#key-system */
  readonly names: readonly string[];
  /** Of its pssh boxes: 32 lower-case hex digits. @see https://dashif.org/identifiers/content_protection */
  readonly systemIds: readonly string[];
  /** Of its descriptors in manifests, where these are others. */
  readonly schemeIds?: readonly string[];
  /** Its KEYFORMAT in HLS, under which its init data comes without a box around it. */
  readonly bareFormat?: string;
  /** @see https://www.w3.org/TR/eme-initdata-registry/ */
  readonly initDataTypes: readonly string[];
  /** Of picture and sound, best first: the browser takes the first that it has. */
  readonly robustness: readonly (readonly [video: string, audio: string])[];
  /** With what is posted to its licence server. A header that a server must allow first costs a round trip. */
  readonly headers: Readonly<Record<string, string>>;
}

const WIDEVINE: KeySystem = {
  names: ['com.widevine.alpha'],
  systemIds: ['edef8ba979d64acea3c827dcd51d21ed'],
  initDataTypes: ['cenc'],
  // Decrypted and decoded in software: what every desktop has; phones without a secure decoder have the second.
  robustness: [
    ['SW_SECURE_DECODE', 'SW_SECURE_CRYPTO'],
    ['SW_SECURE_CRYPTO', 'SW_SECURE_CRYPTO'],
    ['', ''],
  ],
  headers: {},
};

/** The first name is the one that Edge knows what to do with, the second what televisions know. */
const PLAYREADY: KeySystem = {
  names: ['com.microsoft.playready.recommendation', 'com.microsoft.playready'],
  systemIds: ['9a04f07998404286ab92e65be0885f95'],
  schemeIds: ['9a04f07998404286ab92e65be0885f95', 'com.microsoft.playready'],
  bareFormat: 'com.microsoft.playready',
  initDataTypes: ['cenc'],
  robustness: [['', '']],
  headers: {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: '"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquireLicense"',
  },
};

/** The system whose boxes name keys for whatever system. @see https://www.w3.org/TR/eme-initdata-cenc/#common-system */
export const COMMON = '1077efecc0b24d02ace33c1e52e2fb4b';

/** Browsers know the common boxes; in manifests it has an identifier of its own, too. */
export const CLEAR_KEY: KeySystem = {
  names: ['org.w3.clearkey'],
  systemIds: [COMMON],
  schemeIds: [COMMON, 'e2719d58a985b3c9781ab030af78d30e'],
  initDataTypes: ['cenc', 'keyids'],
  robustness: [['', '']],
  headers: {},
};

/** The system that an app names a licence server for; null: not one whose exchange is known here. */
export function keySystemOf(name: string): KeySystem | null {
  if (name.startsWith('com.widevine.')) return { ...WIDEVINE, names: [name] };
  if (name === 'com.microsoft.playready') return PLAYREADY;
  if (name.startsWith('com.microsoft.playready.')) return { ...PLAYREADY, names: [name] };
  return name === 'org.w3.clearkey' ? CLEAR_KEY : null;
}
