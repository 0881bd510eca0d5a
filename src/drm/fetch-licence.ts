import type { RequestResource } from '../model/resource.ts';
import { base64UrlToHex, hexToBase64Url } from './init-data.ts';
import type { KeyOffer } from './key-offer.ts';
import type { KeySystem } from './key-system.ts';

/**
 * What a key system asks for, from whoever has it.
 * @throws PlayerError `network-*`; Error where the app holds no such key; the signal's reason
 */
export async function fetchLicence(
  { system, from }: KeyOffer,
  message: ArrayBuffer,
  request: RequestResource,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if ('keys' in from) return makeLicence(message, from.keys);
  const { body, headers } = unwrap(new Uint8Array(message), system);
  const { bytes } = await request({
    type: 'licence',
    urls: [from.serverUrl],
    post: { body, headers },
    signal,
  });
  return new Uint8Array(bytes);
}

/** @see https://www.w3.org/TR/encrypted-media-2/#clear-key-license-format */
function makeLicence(message: ArrayBuffer, keys: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const { kids = [] } = JSON.parse(new TextDecoder().decode(message)) as {
    readonly kids?: readonly string[];
  };
  const known = kids.flatMap((kid) => {
    const key = keys[base64UrlToHex(kid)];
    return key ? [{ kty: 'oct', kid, k: hexToBase64Url(key) }] : [];
  });
  if (known.length === 0)
    throw new Error(`config.drm.clearKeys has no key of ${kids.map(base64UrlToHex).join(' or ')}`);
  return new TextEncoder().encode(JSON.stringify({ keys: known, type: 'temporary' }));
}

interface Posted {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Some of PlayReady's messages hold in XML what is to be posted, and with which headers.
 * @see https://learn.microsoft.com/en-us/playready/overview/license-acquisition-messages
 */
function unwrap(message: Uint8Array<ArrayBuffer>, { headers }: KeySystem): Posted {
  const isWrapped = headers['SOAPAction'] !== undefined && message.length % 2 === 0;
  const text = isWrapped ? new TextDecoder('utf-16le').decode(message) : '';
  const challenge = /<Challenge\b[^>]*>([^<]*)</.exec(text)?.[1];
  if (!text.includes('PlayReadyKeyMessage') || !challenge) return { body: message, headers };
  const named = text.matchAll(/<name>([^<]*)<\/name>\s*<value>([^<]*)<\/value>/g);
  const told = Object.fromEntries([...named].map(([, name = '', value = '']) => [name.trim(), value.trim()]));
  const body = Uint8Array.from(atob(challenge.trim()), (character) => character.charCodeAt(0));
  return { body, headers: { ...headers, ...told } };
}
