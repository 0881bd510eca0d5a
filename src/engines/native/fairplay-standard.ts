import type { KeyPlatformPort, KeySessionPort, MediaKeysPort } from './key-ports.ts';
import type { KeyWay, KeyWayPorts } from './key-way.ts';
import { FAIRPLAY } from './licence-server.ts';

/** Statuses in which a key decrypts nothing. @see https://www.w3.org/TR/encrypted-media-2/#dom-mediakeystatus */
const UNUSABLE: readonly string[] = ['expired', 'output-restricted', 'internal-error'];

/** What a granted key system makes its keys of. */
export interface KeyAccess {
  createMediaKeys(): Promise<MediaKeysPort>;
}

/** FairPlay by Encrypted Media Extensions. @see https://www.w3.org/TR/encrypted-media-2/ */
export class StandardFairPlay implements KeyWay {
  readonly event = 'encrypted';
  readonly #access: KeyAccess;
  readonly #ports: KeyWayPorts;
  #keys: Promise<MediaKeysPort> | null = null;

  /** Null: this page has no Encrypted Media Extensions. @throws DOMException where the browser has no FairPlay */
  static async request({ requestAccess }: KeyPlatformPort): Promise<KeyAccess | null> {
    return requestAccess && (await requestAccess(FAIRPLAY, CONFIGURATIONS));
  }

  constructor(access: KeyAccess, ports: KeyWayPorts) {
    this.#access = access;
    this.#ports = ports;
  }

  async answer(initDataType: string, initData: Uint8Array<ArrayBuffer>): Promise<void> {
    const { scope, log, fail } = this.#ports;
    const keys = await (this.#keys ??= this.#openKeys());
    if (scope.isDisposed) return;
    const session = keys.createSession();
    scope.onDispose(() => {
      session.close().catch((cause: unknown) => {
        log('debug', 'a key session that had not begun could not be closed', cause);
      });
    });
    scope.listen(session, 'message', (event) => {
      this.#answerMessage(session, event as MediaKeyMessageEvent).catch(fail);
    });
    scope.listen(session, 'keystatuseschange', () => {
      const statuses: string[] = [];
      session.keyStatuses.forEach((status) => statuses.push(status));
      const isLost = statuses.length > 0 && statuses.every((status) => UNUSABLE.includes(status));
      if (isLost) fail(new Error(`the keys are ${statuses.join(', ')}`));
    });
    await session.generateRequest(initDataType, initData);
  }

  async #openKeys(): Promise<MediaKeysPort> {
    const { element, server, scope, log } = this.#ports;
    const [keys, certificate] = await Promise.all([
      this.#access.createMediaKeys(),
      server.fetchCertificate(),
    ]);
    if (certificate) await keys.setServerCertificate(certificate);
    if (scope.isDisposed) return keys;
    if (!element.setMediaKeys) throw new Error('the element takes no keys');
    scope.onDispose(() => {
      element.setMediaKeys?.(null).catch((cause: unknown) => {
        log('debug', 'the element keeps its keys', cause);
      });
    });
    await element.setMediaKeys(keys);
    return keys;
  }

  async #answerMessage(
    session: KeySessionPort,
    { message, messageType }: MediaKeyMessageEvent,
  ): Promise<void> {
    if (messageType === 'license-release') return; // nobody waits for it
    const ckc = await this.#ports.server.exchange(new Uint8Array(message));
    if (!this.#ports.scope.isDisposed) await session.update(ckc);
  }
}

/** Playlist or file: Safari is asked by what the element plays, as it knows no codec of either beforehand. */
const CONFIGURATIONS: MediaKeySystemConfiguration[] = [
  'application/vnd.apple.mpegurl',
  'video/mp4; codecs="avc1.42E01E"',
].map((contentType) => ({
  initDataTypes: ['skd', 'sinf'],
  videoCapabilities: [{ contentType, robustness: '' }],
  distinctiveIdentifier: 'not-allowed',
  persistentState: 'not-allowed',
  sessionTypes: ['temporary'],
}));
