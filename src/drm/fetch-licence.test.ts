import { describe, expect, it } from 'vitest';
import type { RequestResource, ResourceRequest } from '../model/resource.ts';
import { fetchLicence } from './fetch-licence.ts';
import { hexToBase64Url } from './init-data.ts';
import { CLEAR_KEY, keySystemOf, type KeySystem } from './key-system.ts';

const [KID, KEY, OTHER] = [
  '00112233445566778899aabbccddeeff',
  'ffeeddccbbaa99887766554433221100',
  'ab'.repeat(16),
];
const { signal } = new AbortController();
const SERVER = 'https://licences.test/?token=1';

const encode = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const utf16 = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'utf16le')).buffer;

/** Asks a server for what the system of this name says, and gives what was posted. */
async function post(name: string, message: ArrayBuffer): Promise<ResourceRequest> {
  const asked: ResourceRequest[] = [];
  const request: RequestResource = (resource) => {
    asked.push(resource);
    return Promise.resolve({ bytes: Uint8Array.of(7) } as Awaited<ReturnType<RequestResource>>);
  };
  const system = keySystemOf(name) as KeySystem;
  expect(await fetchLicence({ system, from: { serverUrl: SERVER } }, message, request, signal)).toEqual(
    Uint8Array.of(7),
  );
  const [posted] = asked;
  if (!posted) throw new Error('nothing was posted');
  return posted;
}

const bodyOf = ({ post: posted }: ResourceRequest): string => new TextDecoder().decode(posted?.body);

describe('a licence from a server', () => {
  it('is asked for with what the key system says', async () => {
    const asked = await post('com.widevine.alpha', encode('challenge'));
    expect(asked).toMatchObject({ type: 'licence', urls: [SERVER], signal });
    expect(bodyOf(asked)).toBe('challenge');
    expect(asked.post?.headers, 'nothing that a server must allow first').toEqual({});
  });

  it('is asked for with what PlayReady wraps up, and with its headers', async () => {
    const message =
      '<PlayReadyKeyMessage type="LicenseAcquisition"><LicenseAcquisition Version="1">' +
      `<Challenge encoding="base64encoded">${btoa('<soap/>')}</Challenge><HttpHeaders>` +
      '<HttpHeader><name>Content-Type</name><value>text/xml; charset=utf-8</value></HttpHeader>' +
      '<HttpHeader><name>SOAPAction</name><value>"AcquireLicense"</value></HttpHeader>' +
      '</HttpHeaders></LicenseAcquisition></PlayReadyKeyMessage>';
    const asked = await post('com.microsoft.playready', utf16(message));
    expect(bodyOf(asked)).toBe('<soap/>');
    expect(asked.post?.headers).toEqual({
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: '"AcquireLicense"',
    });
  });

  it.each([
    ['of an even length', '<soap:Envelope/>'],
    ['of an odd length', '<soap:Envelope />'],
  ])('is asked for with what PlayReady has unwrapped already, %s', async (_what, message) => {
    const asked = await post('com.microsoft.playready', encode(message));
    expect(bodyOf(asked)).toBe(message);
    expect(asked.post?.headers).toEqual({
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: '"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquireLicense"',
    });
  });
});

describe('a licence from keys that the app holds', () => {
  const make = (kids: readonly string[]): Promise<Uint8Array> => {
    const message = encode(JSON.stringify({ kids: kids.map(hexToBase64Url), type: 'temporary' }));
    const offer = { system: CLEAR_KEY, from: { keys: { [KID]: KEY } } };
    return fetchLicence(offer, message, () => Promise.reject(new Error('nobody is to be asked')), signal);
  };

  it('holds those that are asked for', async () => {
    expect(JSON.parse(new TextDecoder().decode(await make([KID, OTHER])))).toEqual({
      keys: [{ kty: 'oct', kid: hexToBase64Url(KID), k: hexToBase64Url(KEY) }],
      type: 'temporary',
    });
  });

  it('is none where the app holds none of them', async () => {
    await expect(make([OTHER])).rejects.toThrow(`config.drm.clearKeys has no key of ${OTHER}`);
  });
});
