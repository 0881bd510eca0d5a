import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestScript } from '../../../test/fixtures/request-script.ts';
import { isPlayerError, PlayerError } from '../../core/errors.ts';
import type { SegmentEncryption } from '../../model/segment.ts';
import { Decrypter } from './decrypter.ts';

const key = Uint8Array.from({ length: 16 }, (_, index) => index);
const encryption: SegmentEncryption = {
  method: 'AES-128',
  keyUrl: 'https://a.test/key?token=secret',
  iv: new Uint8Array(16),
};
const clear = Uint8Array.from({ length: 40 }, (_, index) => index * 3);

function encrypted(): { url: string; bytes: Uint8Array } {
  const cipher = createCipheriv('aes-128-cbc', key, encryption.iv);
  const bytes = new Uint8Array(Buffer.concat([cipher.update(clear), cipher.final()]));
  return { url: 'https://a.test/1.ts?token=secret', bytes };
}

function createDecrypter(): { script: RequestScript; decrypter: Decrypter } {
  const script = new RequestScript();
  return { script, decrypter: new Decrypter(script.request, new AbortController().signal) };
}

async function failureOf(work: Promise<unknown>): Promise<PlayerError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isPlayerError(error)) throw new Error('it did not fail with a PlayerError', { cause: error });
  return error;
}

describe('Decrypter', () => {
  it('fetches a key once for all segments that use it', async () => {
    const { script, decrypter } = createDecrypter();
    void decrypter.fetchKey(encryption.keyUrl);
    const both = Promise.all([
      decrypter.decrypt(encrypted(), encryption),
      decrypter.decrypt(encrypted(), encryption),
    ]);
    expect(script.asked).toMatchObject([{ type: 'key', urls: [encryption.keyUrl] }]);
    script.answer(0, key);
    for (const bytes of await both) expect([...bytes]).toEqual([...clear]);
    await decrypter.decrypt(encrypted(), encryption);
    expect(script.asked).toHaveLength(1);
  });

  it('has the key and the code ready for who asked before', async () => {
    const { script, decrypter } = createDecrypter();
    const ready = decrypter.prepare(encryption);
    expect(script.asked).toMatchObject([{ type: 'key' }]);
    script.answer(0, key);
    expect((await ready)[1]).toBe(key);
    expect([...(await decrypter.decrypt(encrypted(), encryption))]).toEqual([...clear]);
    expect(script.asked).toHaveLength(1);
  });

  it('asks again for a key that could not be fetched', async () => {
    const { script, decrypter } = createDecrypter();
    const refused = new PlayerError('network-failed', 'offline', {
      url: '',
      requestType: 'key',
      attempts: 3,
    });
    const first = decrypter.decrypt(encrypted(), encryption);
    script.fail(0, refused);
    expect(await failureOf(first)).toBe(refused);
    const second = decrypter.decrypt(encrypted(), encryption);
    script.answer(1, key);
    expect([...(await second)]).toEqual([...clear]);
  });

  it.each([
    ['of a wrong length', new Uint8Array(17)],
    ['that is another one', new Uint8Array(16).fill(9)],
  ])(
    'fails with decrypt-failed for a key %s, leaks no token, and asks for it again',
    async (_name, wrongKey) => {
      const { script, decrypter } = createDecrypter();
      const work = decrypter.decrypt(encrypted(), encryption);
      script.answer(0, wrongKey);
      const error = await failureOf(work);
      expect(error.code).toBe('decrypt-failed');
      expect(error.context).toEqual({ url: 'https://a.test/1.ts', keyUrl: 'https://a.test/key' });
      expect(error.message).not.toContain('secret');
      expect(error.cause).toBeInstanceOf(Error);
      const next = decrypter.decrypt(encrypted(), encryption);
      script.answer(1, key);
      expect(script.asked[1]?.isFresh).toBe(true);
      expect([...(await next)]).toEqual([...clear]);
    },
  );
});
