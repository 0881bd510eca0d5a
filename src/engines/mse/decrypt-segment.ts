import type { SegmentEncryption } from '../../model/segment.ts';

const KEY_BYTES = { 'AES-128': 16, 'AES-256': 32, 'AES-256-CTR': 32 } as const;

/**
 * Decrypts a whole segment with WebCrypto. CBC is padded by PKCS#7; CTR counts in the last 64 bits of the IV.
 * @see RFC 8216bis §5.2
 */
export async function decryptSegment(
  bytes: Uint8Array,
  keyBytes: Uint8Array,
  encryption: SegmentEncryption,
): Promise<Uint8Array> {
  const expected = KEY_BYTES[encryption.method];
  if (keyBytes.byteLength !== expected) {
    throw new Error(
      `the key has ${String(keyBytes.byteLength)} bytes, ${encryption.method} takes ${String(expected)}`,
    );
  }
  const isCounter = encryption.method === 'AES-256-CTR';
  const key = await crypto.subtle.importKey(
    'raw',
    owned(keyBytes),
    isCounter ? 'AES-CTR' : 'AES-CBC',
    false,
    ['decrypt'],
  );
  const { iv } = encryption;
  const algorithm = isCounter ? { name: 'AES-CTR', counter: iv, length: 64 } : { name: 'AES-CBC', iv };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, owned(bytes)));
}

/** WebCrypto's types refuse views over shared memory; fetched bytes never are. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
