import { concatenate } from '../../core/concatenate.ts';
import type { KeyPlatformPort, WebKitKeySessionPort, WebKitKeysPort } from './key-ports.ts';
import type { KeyWay, KeyWayPorts } from './key-way.ts';

type CreateWebKitKeys = NonNullable<KeyPlatformPort['createWebKitKeys']>;

/** What FairPlay is called there. */
const FAIRPLAY_1_0 = 'com.apple.fps.1_0';

/**
 * FairPlay by WebKit's interface of before the standard: Safari up to 12.0.
 * @see https://developer.apple.com/streaming/fps/ (the SDK's sample for Safari)
 */
export class WebKitFairPlay implements KeyWay {
  readonly event = 'webkitneedkey';
  readonly #createKeys: CreateWebKitKeys;
  readonly #ports: KeyWayPorts;
  #keys: WebKitKeysPort | null = null;
  #certificate: Promise<Uint8Array<ArrayBuffer> | null> | null = null;

  constructor(createKeys: CreateWebKitKeys, ports: KeyWayPorts) {
    this.#createKeys = createKeys;
    this.#ports = ports;
  }

  async answer(_initDataType: string, initData: Uint8Array<ArrayBuffer>): Promise<void> {
    const { server, scope, fail } = this.#ports;
    const certificate = await (this.#certificate ??= server.fetchCertificate());
    if (scope.isDisposed) return;
    if (!certificate) throw new Error("no `drm.servers['com.apple.fps.certificate']` is set up");
    this.#keys ??= this.#openKeys();
    const session = this.#keys.createSession('video/mp4', packInitData(initData, certificate));
    if (!session) throw new Error('WebKit made no key session for it');
    scope.onDispose(() => {
      session.close();
    });
    scope.listen(session, 'webkitkeymessage', (event) => {
      const { message } = event as Event & { readonly message: Uint8Array<ArrayBuffer> };
      this.#exchange(session, message).catch(fail);
    });
    scope.listen(session, 'webkitkeyerror', () => {
      const { code, systemCode } = session.error ?? { code: 0, systemCode: 0 };
      fail(new Error(`WebKit's key session failed (code ${code}, system code ${systemCode})`));
    });
  }

  #openKeys(): WebKitKeysPort {
    const { element, scope } = this.#ports;
    const keys = this.#createKeys(FAIRPLAY_1_0);
    element.webkitSetMediaKeys?.(keys);
    scope.onDispose(() => {
      element.webkitSetMediaKeys?.(null);
    });
    return keys;
  }

  async #exchange(session: WebKitKeySessionPort, spc: Uint8Array<ArrayBuffer>): Promise<void> {
    const ckc = await this.#ports.server.exchange(spc);
    if (!this.#ports.scope.isDisposed) session.update(ckc);
  }
}

/**
 * The element's init data (a length and `skd://…` in UTF-16), then the content id and the certificate, each behind its
 * length in bytes (32 bit, little endian). The content id is what stands behind `skd://`.
 */
export function packInitData(
  initData: Uint8Array<ArrayBuffer>,
  certificate: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder('utf-16le').decode(initData);
  const contentId = encodeUtf16(text.slice(text.indexOf('skd://') + 'skd://'.length));
  const parts = [initData, lengthOf(contentId), contentId, lengthOf(certificate), certificate];
  return new Uint8Array(concatenate(parts));
}

function encodeUtf16(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, length, true);
  return new Uint8Array(view.buffer);
}
