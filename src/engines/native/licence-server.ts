import { concatenate } from '../../core/concatenate.ts';
import { PlayerError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { Transport } from '../../core/transport.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import type { RequestResource } from '../../model/resource.ts';

export const FAIRPLAY = 'com.apple.fps';
/** Where `drm.servers` names the URL of the application certificate. */
const CERTIFICATE = 'com.apple.fps.certificate';

/** Of the whole exchange, milliseconds: what the network's policy allows for the head and one pause of a manifest. */
const LICENCE_TIMEOUT_MS = 14_000;

export interface LicencePorts {
  readonly request: RequestResource;
  readonly transport: Transport;
  readonly withCredentials: boolean;
}

/**
 * The FairPlay server that the app has set up, plainly: the SPC is posted as octets, the answer is the CKC as octets.
 * Nothing is posted twice: a licence may be counted.
 */
export class LicenceServer {
  readonly #url: string;
  readonly #certificateUrl: string | undefined;
  readonly #ports: LicencePorts;
  readonly #scope: Scope;

  private constructor(url: string, certificateUrl: string | undefined, ports: LicencePorts, scope: Scope) {
    this.#url = url;
    this.#certificateUrl = certificateUrl;
    this.#ports = ports;
    this.#scope = scope;
  }

  /** Null where `drm.servers` has no `com.apple.fps`. */
  static of({ servers }: DrmConfig, ports: LicencePorts, scope: Scope): LicenceServer | null {
    const url = servers?.[FAIRPLAY];
    return url === undefined ? null : new LicenceServer(url, servers?.[CERTIFICATE], ports, scope);
  }

  /** Null: none is set up. @throws PlayerError `network-*` */
  async fetchCertificate(): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#certificateUrl === undefined) return null;
    const { signal } = this.#scope;
    const { bytes } = await this.#ports.request({ type: 'key', urls: [this.#certificateUrl], signal });
    return new Uint8Array(bytes);
  }

  /** Sends the SPC, and gives back the CKC. @throws Error that says what came instead */
  async exchange(spc: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const { transport, withCredentials } = this.#ports;
    const attempt = this.#scope.child();
    attempt.timer(() => {
      attempt.dispose(new Error(`the licence server did not answer within ${LICENCE_TIMEOUT_MS} ms`));
    }, LICENCE_TIMEOUT_MS);
    const parts: Uint8Array[] = [];
    let status = 0;
    try {
      await transport({
        method: 'POST',
        url: this.#url,
        headers: { 'Content-Type': 'application/octet-stream' },
        body: spc,
        withCredentials,
        signal: attempt.signal,
        onHead: (head) => (status = head.status),
        onData: (bytes) => parts.push(bytes),
      });
    } finally {
      attempt.dispose();
    }
    if (status < 200 || status > 299) throw new Error(`the licence server answered ${status}`);
    return new Uint8Array(concatenate(parts));
  }
}

export function drmFailed(url: string, detail: string, cause?: unknown): PlayerError {
  return new PlayerError(
    'drm-failed',
    `The media of ${url} could not be decrypted: ${detail}. Check the FairPlay licence server and certificate in \`config.drm\`.`,
    { url, detail },
    { cause },
  );
}
