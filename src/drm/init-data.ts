import type { ContentProtection } from '../model/content-protection.ts';
import type { KeyOffer } from './key-offer.ts';
import { CLEAR_KEY, COMMON, type KeySystem } from './key-system.ts';

/** What a licence is asked for with. @see https://www.w3.org/TR/eme-initdata-registry/ */
export interface InitData {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of `keyids`, in hexadecimal digits. */
  readonly keyIds?: readonly string[];
}

const PSSH = 'pssh';

/**
 * What the manifest tells of it, each once; none: the media must. Of ClearKey, its boxes count where they name keys; else the key ids do, and
 * where none is told, those of all keys that the app holds.
 */
export function initDataIn(
  protections: readonly ContentProtection[],
  { system, from }: KeyOffer,
): readonly InitData[] {
  const found = protections.flatMap(({ schemeIdUri, initData }) => {
    const boxes = initData && boxesOf(boxed(schemeIdUri, initData, system), system);
    return boxes ? [{ type: 'cenc', bytes: boxes }] : [];
  });
  if (system !== CLEAR_KEY || (found.length > 0 && !('keys' in from))) return withoutDoubles(found);
  const told = [...new Set(protections.flatMap(({ keyId }) => keyId ?? []))];
  const keyIds = told.length > 0 || !('keys' in from) ? told : Object.keys(from.keys);
  return keyIds.length > 0 ? [{ type: 'keyids', bytes: listKeyIds(keyIds), keyIds }] : [];
}

/** Whether what is asked for with this is to open what a manifest tells of so. */
export function isToOpen(
  { keyIds, ...initData }: InitData,
  protection: ContentProtection,
  offer: KeyOffer,
): boolean {
  if (keyIds) return protection.keyId !== null && keyIds.includes(protection.keyId);
  return initDataIn([protection], offer).some((one) => isSame(one, initData));
}

/** With a pssh box around it, version 0, where a playlist tells of it without. */
function boxed(schemeIdUri: string, data: Uint8Array, { bareFormat, systemIds }: KeySystem): Uint8Array {
  const [systemId = ''] = systemIds;
  if (schemeIdUri !== bareFormat || boxType(data) === PSSH) return data;
  const box = new Uint8Array(32 + data.length);
  const view = new DataView(box.buffer);
  view.setUint32(0, box.length);
  for (let place = 0; place < 4; place += 1) view.setUint8(4 + place, PSSH.charCodeAt(place));
  for (let place = 0; place < 16; place += 1)
    view.setUint8(12 + place, parseInt(systemId.slice(2 * place, 2 * place + 2), 16));
  view.setUint32(28, data.length);
  box.set(data, 32);
  return box;
}

function boxType(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(4, 8));
}

/** Of what the media tells, what is the system's; null: nothing. */
export function initDataOf(type: string, bytes: Uint8Array, system: KeySystem): InitData | null {
  if (!system.initDataTypes.includes(type)) return null;
  const own = type === 'cenc' ? boxesOf(bytes, system) : Uint8Array.from(bytes);
  return own && { type, bytes: own };
}

export function isSame(one: InitData, other: InitData): boolean {
  return one.type === other.type && hexOf(one.bytes) === hexOf(other.bytes);
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function withoutDoubles(all: readonly InitData[]): readonly InitData[] {
  return all.filter((one, place) => all.findIndex((other) => isSame(one, other)) === place);
}

/** The system's pssh boxes among these; null where there are none. @see ISO/IEC 23001-7 §8.1 */
function boxesOf(bytes: Uint8Array, { systemIds }: KeySystem): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own: number[] = [];
  let at = 0;
  while (at + 32 <= bytes.length) {
    const end = at + view.getUint32(at);
    if (boxType(bytes.subarray(at)) !== PSSH || end > bytes.length || end < at + 32) break;
    const isOwn = systemIds.includes(hexOf(bytes.subarray(at + 12, at + 28)));
    // Of the common system, only those that name keys say anything.
    const isSaying =
      !systemIds.includes(COMMON) || (view.getUint8(at + 8) > 0 && view.getUint32(at + 28) > 0);
    if (isOwn && isSaying) own.push(...bytes.subarray(at, end));
    at = end;
  }
  return own.length > 0 ? Uint8Array.from(own) : null;
}

/** @see https://www.w3.org/TR/eme-initdata-keyids/ */
function listKeyIds(keyIds: readonly string[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ kids: keyIds.map(hexToBase64Url) }));
}

/** @see RFC 4648 §5 */
export function hexToBase64Url(hex: string): string {
  const characters = hex.replace(/../g, (digits) => String.fromCharCode(parseInt(digits, 16)));
  return btoa(characters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/** @see RFC 4648 §5 */
export function base64UrlToHex(text: string): string {
  const characters = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return hexOf(Uint8Array.from(characters, (character) => character.charCodeAt(0)));
}
