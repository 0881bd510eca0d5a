import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SegmentEncryption } from '../../model/segment.ts';
import { decryptSegment } from './decrypt-segment.ts';

const METHODS = [
  ['AES-128', 'aes-128-cbc', 16],
  ['AES-256', 'aes-256-cbc', 32],
  ['AES-256-CTR', 'aes-256-ctr', 32],
] as const;

const encryption = (method: SegmentEncryption['method'], iv: Uint8Array): SegmentEncryption => ({
  method,
  keyUrl: 'https://a.test/key',
  iv: Uint8Array.from(iv),
});

function encrypt(cipher: string, key: Uint8Array, iv: Uint8Array, clear: Uint8Array): Uint8Array {
  const work = createCipheriv(cipher, key, iv);
  return new Uint8Array(Buffer.concat([work.update(clear), work.final()]));
}

describe.each(METHODS)('decryptSegment with %s', (method, cipher, keyBytes) => {
  it('gives back what was encrypted, whatever its length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (clear) => {
        const key = randomBytes(keyBytes);
        // The upper half of CTR's block is a nonce; only the lower 64 bits count.
        const iv = Uint8Array.from(randomBytes(16));
        const bytes = encrypt(cipher, key, iv, clear);
        expect([...(await decryptSegment(bytes, key, encryption(method, iv)))]).toEqual([...clear]);
      }),
      { numRuns: 30 },
    );
  });

  it('takes views into larger buffers', async () => {
    const key = randomBytes(keyBytes);
    const iv = randomBytes(16);
    const bytes = encrypt(cipher, key, iv, Uint8Array.of(1, 2, 3));
    const padded = new Uint8Array(bytes.length + 20);
    padded.set(bytes, 10);
    const view = padded.subarray(10, 10 + bytes.length);
    expect([...(await decryptSegment(view, key, encryption(method, iv)))]).toEqual([1, 2, 3]);
  });

  it.each([0, 8, 15, 24, 33])('says so when the key has %i bytes', async (length) => {
    const run = decryptSegment(
      new Uint8Array(16),
      new Uint8Array(length),
      encryption(method, new Uint8Array(16)),
    );
    await expect(run).rejects.toThrow(`the key has ${length} bytes, ${method} takes ${keyBytes}`);
  });
});
