import { describe, expect, it } from 'vitest';
import { CountingTarget } from '../../../test/fixtures/fake-media-element.ts';
import { FakeNativeElement } from '../../../test/fixtures/fake-native-element.ts';
import { HLS, NativeRig, type NativeRigOptions } from '../../../test/fixtures/native-rig.ts';
import { packInitData } from './fairplay-webkit.ts';
import type { KeyPlatformPort, KeySessionPort, MediaKeysPort, WebKitKeySessionPort } from './key-ports.ts';

// No machine here has FairPlay: a mock stands in for it at the browser's narrowest port, KeyPlatformPort.

const LICENCES = 'https://keys.test/fps';
const CERTIFICATE = 'https://keys.test/fps.cer';
const DRM = {
  servers: { 'com.apple.fps': LICENCES, 'com.apple.fps.certificate': CERTIFICATE },
  clearKeys: null,
};
const [SPC, CKC, CER] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5), Uint8Array.of(6, 7, 8)];
const SKD = new TextEncoder().encode('skd://key-1');

/** Mock of a standard key session. */
class MockSession extends CountingTarget implements KeySessionPort {
  readonly calls: unknown[] = [];
  statuses: readonly string[] = [];
  keyStatuses = { forEach: (look: (status: string) => void) => this.statuses.forEach((one) => look(one)) };
  generateRequest = (type: string, data: Uint8Array): Promise<void> =>
    this.#note('generateRequest', type, data);
  update = (licence: Uint8Array): Promise<void> => this.#note('update', licence);
  close = (): Promise<void> => this.#note('close');

  message(messageType: string): void {
    this.dispatch('message', { messageType, message: SPC.buffer });
  }

  #note(...call: unknown[]): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}

/** Mock of Safari's key system: grants FairPlay, and notes what is asked of it. */
class MockFairPlay implements KeyPlatformPort, MediaKeysPort {
  readonly asked: unknown[] = [];
  readonly certificates: Uint8Array[] = [];
  readonly sessions: MockSession[] = [];
  readonly createWebKitKeys = null;
  requestAccess: KeyPlatformPort['requestAccess'] = (keySystem) => {
    this.asked.push(keySystem);
    return Promise.resolve({ createMediaKeys: () => Promise.resolve(this) });
  };
  setServerCertificate = (certificate: Uint8Array): Promise<boolean> => {
    this.certificates.push(certificate);
    return Promise.resolve(true);
  };
  createSession = (): MockSession => {
    const session = new MockSession();
    this.sessions.push(session);
    return session;
  };
}

/** Mock of a session of WebKit's older way. */
class MockWebKitSession extends CountingTarget implements WebKitKeySessionPort {
  error: WebKitKeySessionPort['error'] = null;
  readonly updates: Uint8Array[] = [];
  isClosed = false;
  update = (licence: Uint8Array): void => void this.updates.push(licence);
  close = (): void => {
    this.isClosed = true;
  };
}

const answer: NonNullable<NativeRigOptions['answer']> = (url) => ({
  chunks: [url === CERTIFICATE ? CER : CKC],
});

interface Setting {
  readonly rig: NativeRig;
  readonly element: FakeNativeElement;
  readonly loaded: Promise<void>;
  /** What was set by setMediaKeys and webkitSetMediaKeys. */
  readonly keysSet: unknown[];
}

function load(keys: KeyPlatformPort, drm: object = DRM, answers = answer): Setting {
  const element = new FakeNativeElement();
  const keysSet: unknown[] = [];
  element.setMediaKeys = (set) => {
    keysSet.push(set);
    return Promise.resolve();
  };
  element.webkitSetMediaKeys = (set) => void keysSet.push(set);
  const rig = new NativeRig({ element, keys, answer: answers });
  const loaded = rig.load(HLS, { drm: { servers: null, clearKeys: null, ...drm } });
  return { rig, element, loaded, keysSet };
}

function needKey(element: FakeNativeElement, initDataType = 'skd', initData: Uint8Array | null = SKD): void {
  element.dispatch('encrypted', { initDataType, initData });
}

describe('the standard way', () => {
  it('certificate, challenge by POST, licence to the session; once a key', async () => {
    const keys = new MockFairPlay();
    const { rig, element, keysSet } = load(keys);
    needKey(element);
    needKey(element);
    await rig.clock.flush();
    expect([keys.asked, keys.certificates, keysSet]).toEqual([['com.apple.fps'], [CER], [keys]]);
    const [session] = keys.sessions;
    session!.message('license-request');
    await rig.clock.flush();
    expect(session!.calls).toEqual([
      ['generateRequest', 'skd', SKD],
      ['update', CKC],
    ]);
    const [, post] = rig.server.requests;
    expect(post).toMatchObject({ method: 'POST', url: LICENCES, body: SPC });
    expect(post?.headers).toEqual({ 'Content-Type': 'application/octet-stream' });
    needKey(element, 'skd', new TextEncoder().encode('skd://key-2'));
    await rig.clock.flush();
    expect(keys.sessions).toHaveLength(2);
    expect(rig.server.requests).toHaveLength(2);
  });

  it('does without a certificate', async () => {
    const keys = new MockFairPlay();
    const { rig, element } = load(keys, { servers: { 'com.apple.fps': LICENCES } });
    needKey(element);
    await rig.clock.flush();
    expect(keys.certificates).toEqual([]);
    expect(keys.sessions[0]!.calls).toHaveLength(1);
  });

  it('leaves nothing behind', async () => {
    const keys = new MockFairPlay();
    const { rig, element, keysSet } = load(keys);
    needKey(element);
    await rig.clock.flush();
    rig.engine.destroy();
    const [session] = keys.sessions;
    expect(session!.calls.at(-1)).toEqual(['close']);
    expect([session!.listenerCount, element.listenerCount, rig.clock.timerCount]).toEqual([0, 0, 0]);
    expect(keysSet.at(-1)).toBeNull();
  });

  it('ended while the keys are made: no session', async () => {
    const keys = new MockFairPlay();
    const { rig, element, keysSet } = load(keys);
    needKey(element);
    rig.engine.destroy();
    await rig.clock.flush();
    expect([keys.sessions, keysSet]).toEqual([[], []]);
  });
});

describe("WebKit's older way", () => {
  function mockWebKit(): { keys: KeyPlatformPort; sessions: MockWebKitSession[]; packed: Uint8Array[] } {
    const sessions: MockWebKitSession[] = [];
    const packed: Uint8Array[] = [];
    const createSession = (_type: string, initData: Uint8Array): MockWebKitSession => {
      packed.push(initData);
      const session = new MockWebKitSession();
      sessions.push(session);
      return session;
    };
    const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'NotSupportedError'));
    return { keys: { requestAccess: refuse, createWebKitKeys: () => ({ createSession }) }, sessions, packed };
  }
  const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf16le'));
  const initData = Uint8Array.from([22, 0, 0, 0, ...utf16('skd://key-1')]);

  it('is taken where the standard has no FairPlay', async () => {
    const { keys, sessions, packed } = mockWebKit();
    const { rig, element, keysSet } = load(keys);
    element.dispatch('webkitneedkey', { initData });
    needKey(element); // Safari fires both
    await rig.clock.flush();
    expect(sessions).toHaveLength(1);
    expect(packed).toEqual([packInitData(initData, CER)]);
    const [session] = sessions;
    session!.dispatch('webkitkeymessage', { message: SPC });
    await rig.clock.flush();
    expect(session!.updates).toEqual([CKC]);
    rig.engine.destroy();
    expect([session!.isClosed, session!.listenerCount, keysSet.at(-1)]).toEqual([true, 0, null]);
  });

  it('packs init data, content id and certificate behind their lengths', () => {
    const id = utf16('key-1');
    expect(packInitData(initData, CER)).toEqual(
      Uint8Array.from([...initData, 10, 0, 0, 0, ...id, 3, 0, 0, 0, ...CER]),
    );
  });

  it.each([
    { name: 'a session that fails', drm: DRM, detail: 'system code 42' },
    { name: 'no certificate', drm: { servers: { 'com.apple.fps': LICENCES } }, detail: 'certificate' },
  ])('$name → drm-failed', async ({ drm, detail }) => {
    const { keys, sessions } = mockWebKit();
    const { rig, element, loaded } = load(keys, drm);
    element.dispatch('webkitneedkey', { initData });
    await rig.clock.flush();
    if (sessions[0]) {
      sessions[0].error = { code: 1, systemCode: 42 };
      sessions[0].fire('webkitkeyerror');
    }
    await expect(loaded).rejects.toMatchObject({
      code: 'drm-failed',
      message: expect.stringContaining(detail) as string,
    });
  });
});

describe('what cannot be decrypted', () => {
  it.each([
    { type: 'skd', drm: {}, systems: ['com.apple.fps'] },
    { type: 'cenc', drm: DRM, systems: [] },
  ])('$type without a server for it → drm-unsupported', async ({ type, drm, systems }) => {
    const { element, loaded } = load(new MockFairPlay(), drm);
    needKey(element, type);
    await expect(loaded).rejects.toMatchObject({ code: 'drm-unsupported', context: { systems } });
  });

  it.each([
    { status: 403, words: '403', answers: 'licence' },
    { status: 404, words: '404', answers: 'certificate' },
  ])('a $answers server that answers $status → drm-failed', async ({ status, words, answers }) => {
    const keys = new MockFairPlay();
    const { rig, element, loaded } = load(keys, DRM, (url) =>
      (url === CERTIFICATE) === (answers === 'certificate') ? { status } : { chunks: [CER] },
    );
    needKey(element);
    await rig.clock.flush();
    keys.sessions[0]?.message('license-request');
    await rig.clock.flush();
    await expect(loaded).rejects.toMatchObject({
      code: 'drm-failed',
      message: expect.stringContaining(words) as string,
    });
  });

  it('a licence server that says nothing → drm-failed, and no timer stays', async () => {
    const keys = new MockFairPlay();
    const { rig, element } = load(keys, DRM, (url) =>
      url === CERTIFICATE ? { chunks: [CER] } : { headAfterMs: 1e6 },
    );
    needKey(element);
    element.know(60);
    await rig.clock.flush();
    keys.sessions[0]!.message('license-request');
    await rig.clock.advance(20_000);
    expect(rig.last('failed')).toMatchObject({ error: { code: 'drm-failed' } });
    expect(rig.server.activeCount).toBe(0);
  });

  it('keys that are lost, hidden init data, no FairPlay → drm-failed', async () => {
    const keys = new MockFairPlay();
    const lost = load(keys);
    needKey(lost.element);
    await lost.rig.clock.flush();
    keys.sessions[0]!.statuses = ['usable', 'output-restricted'];
    keys.sessions[0]!.fire('keystatuseschange');
    expect(lost.rig.events.at(-1)).toMatchObject({ phase: 'manifest-requested' });
    keys.sessions[0]!.statuses = ['expired', 'output-restricted'];
    keys.sessions[0]!.fire('keystatuseschange');
    await expect(lost.loaded).rejects.toMatchObject({ code: 'drm-failed' });
    const hidden = load(keys);
    needKey(hidden.element, 'skd', null);
    await expect(hidden.loaded).rejects.toMatchObject({ code: 'drm-failed' });
    const none = load({ requestAccess: null, createWebKitKeys: null });
    needKey(none.element);
    await expect(none.loaded).rejects.toMatchObject({ code: 'drm-failed' });
  });
});
