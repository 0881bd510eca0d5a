import { describe, expect, it } from 'vitest';
import { MockCdm } from '../../test/fixtures/mock-cdm.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { KeyAccessPort } from '../core/key-ports.ts';
import { shareKeys } from './shared-keys.ts';

const [ONE, OTHER] = ['com.widevine.alpha', 'org.w3.clearkey'];
const clock = createVirtualClock();
const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function access(cdm: MockCdm, name = ONE, robustness = '', scheme = 'cenc'): Promise<KeyAccessPort> {
  const video = { contentType: 'video/mp4', robustness, encryptionScheme: scheme };
  const configuration = {
    initDataTypes: [],
    videoCapabilities: [video],
    audioCapabilities: [],
    sessionTypes: [],
  };
  return cdm.requestAccess(name, [configuration]);
}

describe('the keys that titles share on an element', () => {
  it('are the same for titles in one system and robustness, whatever their scheme', async () => {
    const cdm = new MockCdm([ONE, OTHER]);
    const { element } = cdm;
    const first = await shareKeys(element, await access(cdm), clock);
    const second = await shareKeys(element, await access(cdm, ONE, '', 'cbcs'), clock);
    expect(second.keys).toBe(first.keys);
    expect((await shareKeys(element, await access(cdm, OTHER), clock)).keys).not.toBe(first.keys);
    expect((await shareKeys(element, await access(cdm, ONE, 'HW_SECURE_ALL'), clock)).keys).not.toBe(
      first.keys,
    );
    expect(cdm.keysMade).toBe(3);
  });

  it('stay on while one of them is there, and go with the last', async () => {
    const cdm = new MockCdm([ONE]);
    const { element } = cdm;
    const first = await shareKeys(element, await access(cdm), clock);
    const second = await shareKeys(element, await access(cdm), clock);
    await first.putOn();
    first.release();
    await flush();
    expect(element.mediaKeys).toBe(second.keys);
    await second.putOn();
    second.release();
    await flush();
    expect(element.mediaKeys).toBeNull();
    const third = await shareKeys(element, await access(cdm), clock);
    expect(third.keys).not.toBe(first.keys);
  });

  it('stay on while a source is at work: the next title finds them, or they go with it', async () => {
    const cdm = new MockCdm([ONE]);
    const { element } = cdm;
    const first = await shareKeys(element, await access(cdm), clock);
    await first.putOn();
    element.isBusy = true;
    first.release();
    await flush();
    expect(element.mediaKeys).toBe(first.keys);
    const second = await shareKeys(element, await access(cdm), clock);
    expect(second.keys).toBe(first.keys);
    await second.putOn();
    element.isBusy = false;
    element.fire('emptied');
    await flush();
    expect(element.mediaKeys).toBe(second.keys);
    element.isBusy = true;
    second.release();
    await flush();
    element.isBusy = false;
    element.fire('emptied');
    await flush();
    expect(element.mediaKeys).toBeNull();
    expect(element.listenerCount).toBe(0);
  });

  it('give way to nothing that never answers: others have their turn', async () => {
    const cdm = new MockCdm([ONE]);
    const { element } = cdm;
    const share = await shareKeys(element, await access(cdm), clock);
    const { setMediaKeys } = element;
    element.setMediaKeys = () => new Promise(() => undefined);
    const put = share.putOn();
    const words = put.then(
      () => '',
      (error: unknown) => String(error),
    );
    const next = share.putOn();
    element.setMediaKeys = setMediaKeys;
    await clock.advance(5000);
    expect(await words).toContain('no answer of setMediaKeys within 5000 ms');
    await next;
    expect(element.mediaKeys).toBe(share.keys);
  });

  it('are not given to anyone once they are broken', async () => {
    const cdm = new MockCdm([ONE]);
    const first = await shareKeys(cdm.element, await access(cdm), clock);
    first.discard();
    const second = await shareKeys(cdm.element, await access(cdm), clock);
    expect(second.keys).not.toBe(first.keys);
  });

  it('leave those of others alone', async () => {
    const cdm = new MockCdm([ONE]);
    const { element } = cdm;
    const share = await shareKeys(element, await access(cdm), clock);
    const foreign = { createSession: () => cdm.sessions[0] as never };
    element.mediaKeys = foreign;
    element.isBusy = true;
    await expect(share.putOn()).rejects.toThrow('InvalidStateError');
    element.isBusy = false;
    share.release();
    await flush();
    expect(element.mediaKeys).toBe(foreign);
  });

  it('are made anew where they did not come in time', async () => {
    const cdm = new MockCdm([ONE]);
    const granted = await access(cdm);
    const late = { ...granted, createMediaKeys: () => new Promise<never>(() => undefined) };
    const words = shareKeys(cdm.element, late, clock).then(
      () => '',
      (error: unknown) => String(error),
    );
    await clock.advance(5000);
    expect(await words).toContain('no keys object within 5000 ms');
    await expect(shareKeys(cdm.element, granted, clock)).resolves.toBeDefined();
  });

  it('are made anew where they could not be made', async () => {
    const cdm = new MockCdm([ONE]);
    const granted = await access(cdm);
    const failing = { ...granted, createMediaKeys: () => Promise.reject(new Error('no CDM')) };
    await expect(shareKeys(cdm.element, failing, clock)).rejects.toThrow('no CDM');
    await expect(shareKeys(cdm.element, granted, clock)).resolves.toBeDefined();
  });
});
