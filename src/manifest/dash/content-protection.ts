import type { ContentProtection } from '../../model/content-protection.ts';
import { isPssh, wrapPssh } from '../mp4/pssh.ts';
import { decodeBase64 } from './decode-base64.ts';
import type { Descriptor } from './descriptors.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { resolveUrls } from './resolve-urls.ts';
import { findChild } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Names the scheme and default key of the media, whatever the key systems. @see ISO/IEC 23001-7 §11.2 */
const MP4_PROTECTION = 'urn:mpeg:dash:mp4protection:2011';
const PLAYREADY = '9a04f07998404286ab92e65be0885f95';

/** The first key id, 32 lower-case hex digits; null where there is none or it is malformed. */
function readKeyId(text: string | undefined, notes: MpdNotes): string | null {
  if (text === undefined) return null;
  const digits = (text.trim().split(/\s/, 1)[0] ?? '').replace(/-/g, '').toLowerCase();
  if (/^[\da-f]{32}$/.test(digits)) return digits;
  notes.warn(`Malformed default_KID ${text.slice(0, 40)}`);
  return null;
}

/** The pssh box, or one around a PlayReady object; null where there is none or it is malformed. */
function readInitData({ scheme, element }: Descriptor, notes: MpdNotes): Uint8Array | null {
  const pssh = findChild(element, 'pssh');
  if (pssh) {
    const bytes = decodeBase64(pssh.text);
    if (bytes && isPssh(bytes)) return bytes;
    notes.warn(`Malformed pssh of ${scheme}`);
  }
  const pro = findChild(element, 'pro');
  const object = pro && decodeBase64(pro.text);
  if (object && object.length > 0) return wrapPssh(PLAYREADY, object);
  if (pro) notes.warn(`Malformed PlayReady object of ${scheme}`);
  return null;
}

/** @see DASH-IF IOP Part 6 §7.5 (dashif:Laurl), DASH-IF ClearKey (clearkey:Laurl), ms:laurl with its attribute licenseUrl */
function readLicenceUrl(element: XmlElement, bases: readonly string[]): string | null {
  const laurl = element.children.find(({ name }) => name.toLowerCase() === 'laurl');
  const reference = laurl && (laurl.attributes['licenseUrl'] ?? laurl.text).trim();
  return reference ? (resolveUrls(reference, bases)[0] ?? null) : null;
}

/**
 * The ContentProtection descriptors, as the licence exchange needs them. What the mp4protection descriptor declares
 * (scheme, key id) holds for the key systems beside it.
 * @see ISO/IEC 23009-1 §5.8.4.1, ISO/IEC 23001-7 §11
 */
export function readContentProtection(
  descriptors: readonly Descriptor[],
  bases: readonly string[],
  notes: MpdNotes,
): readonly ContentProtection[] {
  const common = descriptors.filter(({ scheme }) => scheme === MP4_PROTECTION);
  const keyIdOf = ({ element }: Descriptor): string | null =>
    readKeyId(element.attributes['default_KID'], notes);
  const encryptionScheme = common.find(({ value }) => value !== '')?.value.toLowerCase() ?? null;
  const commonKeyId = common.map(keyIdOf).find((keyId) => keyId !== null) ?? null;
  return descriptors.map((descriptor) => ({
    schemeIdUri: descriptor.scheme,
    value: descriptor.value || null,
    encryptionScheme,
    keyId: keyIdOf(descriptor) ?? commonKeyId,
    initData: readInitData(descriptor, notes),
    licenceUrl: readLicenceUrl(descriptor.element, bases),
  }));
}
