import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { RequestResource, ResourceResponse } from '../../model/resource.ts';
import { loadCode } from '../../core/load-code.ts';
import type { SegmentEncryption } from '../../model/segment.ts';

type DecryptCode = typeof import('./decrypt-segment.ts');

/** Whole-segment decryption, its code loaded with the first encrypted segment; keys that fit are fetched once each. */
export class Decrypter {
  readonly #request: RequestResource;
  readonly #signal: AbortSignal;
  readonly #keys = new Map<string, Promise<Uint8Array>>();
  readonly #spoiled = new Set<string>();

  constructor(request: RequestResource, signal: AbortSignal) {
    this.#request = request;
    this.#signal = signal;
  }

  /** @throws PlayerError `decrypt-failed`, or `network-*` when the key cannot be fetched */
  async decrypt(
    { bytes, url }: Pick<ResourceResponse, 'bytes' | 'url'>,
    encryption: SegmentEncryption,
  ): Promise<Uint8Array> {
    const [{ decryptSegment }, key] = await this.prepare(encryption);
    try {
      return await decryptSegment(bytes, key, encryption);
    } catch (cause) {
      // It may have been the wrong one: who comes next asks anew, past the browser's cache.
      this.#keys.delete(encryption.keyUrl);
      this.#spoiled.add(encryption.keyUrl);
      const keyUrl = stripUrl(encryption.keyUrl);
      throw new PlayerError(
        'decrypt-failed',
        `A segment could not be decrypted (${encryption.method}) with the key from ${keyUrl}: check the key and the IV.`,
        { url: stripUrl(url), keyUrl },
        { cause },
      );
    }
  }

  /** Fetches the code and the key: for who begins before there is anything to decrypt. */
  prepare({ keyUrl }: SegmentEncryption): Promise<readonly [DecryptCode, Uint8Array]> {
    const code = loadCode('decryption', () => import('./decrypt-segment.ts'));
    return Promise.all([code, this.fetchKey(keyUrl)]);
  }

  /** Starts fetching a key before it is needed. A failed request is made again at the next asking. */
  fetchKey(keyUrl: string): Promise<Uint8Array> {
    const running = this.#keys.get(keyUrl);
    if (running) return running;
    const isFresh = this.#spoiled.has(keyUrl);
    const request = {
      type: 'key',
      urls: [keyUrl],
      signal: this.#signal,
      ...(isFresh && { isFresh }),
    } as const;
    const key = this.#request(request).then((response) => response.bytes);
    this.#keys.set(keyUrl, key);
    key.catch(() => this.#keys.delete(keyUrl));
    return key;
  }
}
