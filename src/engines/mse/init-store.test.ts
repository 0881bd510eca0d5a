import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestScript } from '../../../test/fixtures/request-script.ts';
import type { InitSegment } from '../../model/segment.ts';
import { Decrypter } from './decrypter.ts';
import { InitStore } from './init-store.ts';

const init = (changes: Partial<InitSegment> = {}): InitSegment => ({
  id: 'init-1',
  urls: ['https://a.test/init.mp4'],
  range: { start: 0, end: 799 },
  encryption: null,
  bytes: null,
  ...changes,
});

function createStore(): { script: RequestScript; store: InitStore } {
  const script = new RequestScript();
  const { signal } = new AbortController();
  return { script, store: new InitStore(script.request, new Decrypter(script.request, signal), signal) };
}

describe('InitStore', () => {
  it('asks for nothing where the bytes came with the index', async () => {
    const { script, store } = createStore();
    const bytes = Uint8Array.of(1, 2);
    expect(await store.get(init({ bytes }), 'video')).toBe(bytes);
    expect(script.asked).toEqual([]);
  });

  it('fetches each init segment once, and at once', async () => {
    const { script, store } = createStore();
    const first = store.get(init(), 'video');
    const again = store.get(init(), 'video');
    const other = store.get(init({ id: 'init-2', urls: ['https://a.test/other.mp4'] }), 'audio');
    expect(script.asked).toMatchObject([
      { type: 'init', urls: ['https://a.test/init.mp4'], range: { start: 0, end: 799 }, trackKind: 'video' },
      { type: 'init', urls: ['https://a.test/other.mp4'], trackKind: 'audio' },
    ]);
    script.answer(0, Uint8Array.of(1));
    script.answer(1, Uint8Array.of(2));
    expect([...(await first), ...(await again), ...(await other)]).toEqual([1, 1, 2]);
    await store.get(init(), 'video');
    expect(script.asked).toHaveLength(2);
  });

  it('asks again after a failure', async () => {
    const { script, store } = createStore();
    const first = store.get(init(), 'video');
    script.fail(0, new Error('offline'));
    await expect(first).rejects.toThrow('offline');
    const second = store.get(init(), 'video');
    script.answer(1, Uint8Array.of(7));
    expect([...(await second)]).toEqual([7]);
  });

  it('decrypts one that is encrypted', async () => {
    const { script, store } = createStore();
    const key = new Uint8Array(16).fill(3);
    const iv = new Uint8Array(16);
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    const secret = new Uint8Array(Buffer.concat([cipher.update(Uint8Array.of(4, 5, 6)), cipher.final()]));
    const encryption = { method: 'AES-128', keyUrl: 'https://a.test/key', iv } as const;
    const wanted = store.get(init({ encryption }), 'video');
    script.answer(0, secret);
    await new Promise((resolve) => setImmediate(resolve));
    script.answer(1, key);
    expect([...(await wanted)]).toEqual([4, 5, 6]);
  });
});
