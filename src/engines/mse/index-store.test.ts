import { describe, expect, it } from 'vitest';
import { sampleIndex, sampleRendition } from '../../../test/fixtures/model-samples.ts';
import { RequestScript } from '../../../test/fixtures/request-script.ts';
import { PlayerError } from '../../core/errors.ts';
import type { DeferredIndex, SegmentIndex } from '../../model/segment-index.ts';
import { IndexStore } from './index-store.ts';

const index = sampleIndex([2, 2]);
const deferred = (readAnswer: () => SegmentIndex | DeferredIndex): DeferredIndex => ({
  type: 'deferred',
  request: { type: 'index', urls: ['https://a.test/v.mp4'], range: { start: 800, end: 999 } },
  init: null,
  async read(answer) {
    await answer;
    return readAnswer();
  },
});

function createStore(): { script: RequestScript; store: IndexStore; controller: AbortController } {
  const script = new RequestScript();
  const controller = new AbortController();
  return { script, controller, store: new IndexStore(script.request, controller.signal) };
}

describe('IndexStore', () => {
  it('asks for nothing where the manifest holds the index', async () => {
    const { script, store } = createStore();
    const rendition = sampleRendition({ source: { type: 'ready', index } });
    expect(await store.get(rendition, 'video')).toBe(index);
    expect(script.asked).toEqual([]);
  });

  it('fetches an index once, at once, for all who ask', async () => {
    const { script, store } = createStore();
    const rendition = sampleRendition({ source: deferred(() => index) });
    const first = store.get(rendition, 'audio');
    expect(script.asked).toMatchObject([
      {
        type: 'index',
        urls: ['https://a.test/v.mp4'],
        range: { start: 800, end: 999 },
        trackKind: 'audio',
        renditionId: 'v1',
      },
    ]);
    const second = store.get(rendition, 'audio');
    script.answer(0, new Uint8Array(10));
    expect([await first, await second]).toEqual([index, index]);
    expect(await store.get(rendition, 'audio')).toBe(index);
    expect(script.asked).toHaveLength(1);
  });

  it('follows a hierarchy to its end', async () => {
    const { script, store } = createStore();
    const rendition = sampleRendition({ source: deferred(() => deferred(() => index)) });
    const wanted = store.get(rendition, 'video');
    script.answer(0, new Uint8Array(1));
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    script.answer(1, new Uint8Array(1));
    expect(await wanted).toBe(index);
  });

  it('has the answer read from the request on, and asks again where that has failed', async () => {
    const { script, store } = createStore();
    let loads = 0;
    const read: DeferredIndex['read'] = async (answer) => {
      loads += 1;
      if (loads === 1) throw new Error('no code');
      await answer;
      return index;
    };
    const rendition = sampleRendition({ source: { ...deferred(() => index), read } });
    const first = store.get(rendition, 'video');
    expect([script.asked.length, loads]).toEqual([1, 1]);
    await expect(first).rejects.toThrow('no code');
    const second = store.get(rendition, 'video');
    expect([script.asked.length, loads]).toEqual([2, 2]);
    script.answer(1, new Uint8Array(1));
    expect(await second).toBe(index);
  });

  it('asks again after a failure, of the network or of the bytes', async () => {
    const { script, store } = createStore();
    const malformed = new PlayerError('manifest-malformed', 'no sidx', { url: '', detail: '' });
    let isBroken = true;
    const parse = (): SegmentIndex => {
      if (isBroken) throw malformed;
      return index;
    };
    const rendition = sampleRendition({ source: deferred(parse) });
    const first = store.get(rendition, 'video');
    script.fail(0, new Error('offline'));
    await expect(first).rejects.toThrow('offline');
    const second = store.get(rendition, 'video');
    script.answer(1, new Uint8Array(1));
    await expect(second).rejects.toBe(malformed);
    isBroken = false;
    const third = store.get(rendition, 'video');
    script.answer(2, new Uint8Array(1));
    expect(await third).toBe(index);
  });

  it('stops with its signal', async () => {
    const { script, store, controller } = createStore();
    const wanted = store.get(sampleRendition({ source: deferred(() => index) }), 'video');
    controller.abort(new Error('destroyed'));
    await expect(wanted).rejects.toThrow('destroyed');
    expect(script.openCount).toBe(0);
  });

  it('gives no index when the code that reads it comes behind the end', async () => {
    const { script, store, controller } = createStore();
    let bringCode = (): void => undefined;
    const read = (): Promise<SegmentIndex> =>
      new Promise((resolve) => {
        bringCode = () => {
          resolve(index);
        };
      });
    const wanted = store.get(sampleRendition({ source: { ...deferred(() => index), read } }), 'video');
    script.answer(0, new Uint8Array(1));
    controller.abort(new Error('destroyed'));
    bringCode();
    await expect(wanted).rejects.toThrow('destroyed');
  });
});
