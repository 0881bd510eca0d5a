import { describe, expect, it } from 'vitest';
import { deferred } from '../../test/fixtures/deferred.ts';
import { KID, OTHER_KID, protection, pssh, TitleKeysRig as Rig } from '../../test/fixtures/title-keys-rig.ts';
import { PlayerError } from '../core/errors.ts';
import type { ResourceResponse } from '../model/resource.ts';
import { hexOf, hexToBase64Url } from './init-data.ts';

const refused = (): PlayerError =>
  new PlayerError('network-status', 'no', { url: '', status: 403, attempts: 1, requestType: 'licence' });

describe('the keys of a title', () => {
  it('are asked for with what the manifest tells, before they are put on', async () => {
    const rig = new Rig({ protections: ['one', 'two', 'one'].map((data) => protection(pssh(data), KID)) });
    await rig.clock.flush();
    expect(rig.cdm.sessions.flatMap(({ asked }) => asked.map(({ bytes }) => hexOf(bytes)))).toEqual([
      hexOf(pssh('one')),
      hexOf(pssh('two')),
    ]);
    let isLicensed = false;
    void rig.keys.whenLicensed.then(() => (isLicensed = true));
    await rig.license(0, KID);
    expect(isLicensed).toBe(false);
    await rig.license(1, OTHER_KID);
    expect(isLicensed).toBe(true);
    expect(rig.asked).toBe(2);
    expect(rig.cdm.element.mediaKeys).toBeNull();
    await rig.putOn();
    await rig.keys.whenOn;
    expect(rig.cdm.element.mediaKeys).not.toBeNull();
  });

  it('are no further on for the certificate that Widevine asks for first', async () => {
    const rig = new Rig();
    await rig.clock.flush();
    await rig.putOn();
    rig.session().message(Uint8Array.of(8, 4));
    await rig.clock.flush();
    expect(rig.session().licences).toHaveLength(1);
    expect(rig.keys.isAwaited).toBe(true);
    await rig.license(0, KID);
    expect(rig.keys.isAwaited).toBe(false);
  });

  it('are taken for good where the key system never tells of them', async () => {
    const rig = new Rig();
    await rig.clock.flush();
    await rig.putOn();
    rig.session().message(Uint8Array.of(1, 2, 3));
    await rig.clock.advance(4900);
    expect(rig.keys.isAwaited).toBe(true);
    await rig.clock.advance(200);
    expect(rig.keys.isAwaited).toBe(false);
    expect(rig.failures).toEqual([]);
  });

  it('that a key system never asks for end it, at the second attempt', async () => {
    const rig = new Rig();
    await rig.putOn();
    await rig.clock.advance(19_900);
    expect(rig.failures).toEqual([]);
    await rig.clock.advance(200);
    expect(rig.failures).toMatchObject([{ code: 'drm-failed' }]);
    expect(rig.failures[0]?.message).toContain('the key system gave no question within 10000 ms');
    expect(rig.cdm.sessions.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });

  it('are not to be had in a browser without their systems, which is told', async () => {
    const rig = new Rig({ systems: [] });
    await rig.putOn();
    expect(rig.failures).toMatchObject([{ code: 'drm-unsupported' }]);
    expect(rig.failures[0]?.message).toContain('com.widevine.alpha: Error: NotSupportedError');
    await expect(rig.keys.whenLicensed).rejects.toBe(rig.failures[0]);
    expect(rig.keys.take()).toBeNull();
  });

  it.each([
    [403, true],
    [404, false],
  ])('are refused with status %i, for a business reason: %s', async (status, business) => {
    const context = { url: 'https://licences.test/', requestType: 'licence', attempts: 1, status };
    const refusal = new PlayerError('network-status', `the server answered ${status}.`, context, {
      isRetryable: false,
    });
    const rig = new Rig({ answer: () => Promise.reject(refusal) });
    await rig.putOn();
    rig.session().message(Uint8Array.of(1, 2, 3));
    await rig.clock.flush();
    expect(rig.refused, 'for other keys there may be a licence').toEqual([[KID]]);
    expect(rig.refusals).toMatchObject([{ code: 'drm-failed', business, retryable: false }]);
    expect(rig.refusals[0]?.message).toContain(`the server answered ${status}. Check`);
    expect([rig.failures, rig.asked]).toEqual([[], 1]);
  });

  it.each([
    [1, 0],
    [2, 1],
  ])('whose licence the key system refuses %i times: %i failures', async (refusals, failures) => {
    const rig = new Rig();
    await rig.clock.flush();
    await rig.putOn();
    for (let place = 0; place < refusals; place += 1) {
      rig.session(place).refusal = new Error('InvalidAccessError');
      rig.session(place).message(Uint8Array.of(1, 2, 3));
      await rig.clock.flush();
    }
    if (failures === 0) await rig.license(1, KID);
    expect(rig.failures.map(({ code }) => code)).toEqual(
      Array.from({ length: failures }, () => 'drm-failed'),
    );
    expect(rig.cdm.sessions).toHaveLength(2);
  });

  it('of which one licence is refused: the others are played with', async () => {
    const answers = [Uint8Array.of(1), null];
    const context = { url: 'https://licences.test/', requestType: 'licence', attempts: 1, status: 403 };
    const refusal = new PlayerError('network-status', 'the server answered 403', context);
    const rig = new Rig({
      protections: [protection(pssh('one'), KID), protection(pssh('two'), OTHER_KID)],
      answer: () => {
        const licence = answers.shift();
        return licence ? Promise.resolve(licence) : Promise.reject(refusal);
      },
    });
    await rig.clock.flush();
    await rig.putOn();
    await rig.license(0, KID);
    rig.session(1).message(Uint8Array.of(1, 2, 3));
    await rig.clock.flush();
    expect(rig.failures).toEqual([]);
    expect(rig.refused).toEqual([[OTHER_KID]]);
    expect(rig.refusals.at(-1)?.message).toContain('the server answered 403');
    expect(rig.session(1).isClosed).toBe(true);
    await expect(rig.keys.whenLicensed).rejects.toMatchObject({ code: 'drm-failed' });
    expect(rig.keys.take(), 'another load is to ask anew').toBeNull();
  });

  it('that turn out to be needed, too, are asked for once', async () => {
    const rig = new Rig();
    const [known, other] = [protection(pssh('one'), KID), protection(pssh('two'), OTHER_KID)];
    rig.keys.learn([known]);
    rig.keys.learn([other]);
    rig.keys.learn([other]);
    await rig.putOn();
    expect(rig.cdm.sessions.flatMap(({ asked }) => asked.map(({ bytes }) => hexOf(bytes)))).toEqual([
      hexOf(pssh('one')),
      hexOf(pssh('two')),
    ]);
    await rig.license(0, KID);
    expect(rig.keys.isAwaited).toBe(true);
    await rig.license(1, OTHER_KID);
    expect(rig.keys.isAwaited).toBe(false);
    expect([rig.failures, rig.refused]).toEqual([[], []]);
  });

  it('that turn out to be needed, too, and are refused: the others are played with, and each part that needs these is told', async () => {
    let isRefused = false;
    const rig = new Rig({
      answer: () => (isRefused ? Promise.reject(refused()) : Promise.resolve(Uint8Array.of(1))),
    });
    await rig.putOn();
    await rig.license(0, KID);
    isRefused = true;
    rig.keys.learn([protection(pssh('two'), OTHER_KID)]);
    await rig.clock.flush();
    rig.session(1).message(Uint8Array.of(1, 2, 3));
    await rig.clock.flush();
    expect(rig.refused).toEqual([[OTHER_KID]]);
    rig.keys.learn([protection(pssh('two'), OTHER_KID)]);
    expect(rig.refused).toEqual([[OTHER_KID], [OTHER_KID]]);
    await rig.clock.flush();
    expect(rig.cdm.sessions).toHaveLength(2);
    expect(rig.failures).toEqual([]);
    expect(rig.keys.isAwaited).toBe(false);
  });

  it('of which no id is told, and whose licence is refused: what is asked for with the same is told', async () => {
    let isRefused = false;
    const rig = new Rig({
      answer: () => (isRefused ? Promise.reject(refused()) : Promise.resolve(Uint8Array.of(1))),
    });
    await rig.putOn();
    await rig.license(0, KID);
    isRefused = true;
    const other = protection(pssh('two'), null);
    rig.keys.learn([other]);
    await rig.clock.flush();
    rig.session(1).message(Uint8Array.of(1, 2, 3));
    await rig.clock.flush();
    expect(rig.failures).toEqual([]);
    expect([other, protection(pssh('one'), null)].map((one) => rig.isRefused(one))).toEqual([true, false]);
  });

  it('that another licence has brought are asked for no more', async () => {
    const rig = new Rig();
    await rig.putOn();
    await rig.license(0, KID, OTHER_KID);
    rig.keys.learn([protection(pssh('two'), OTHER_KID)]);
    await rig.clock.flush();
    expect(rig.cdm.sessions).toHaveLength(1);
    rig.keys.learn([protection(pssh('three'), '3'.repeat(32))]);
    await rig.clock.flush();
    expect(rig.cdm.sessions).toHaveLength(2);
  });

  it('of which the app holds one and not the other: only what that other opens is told', async () => {
    const drm = { servers: null, clearKeys: { [KID]: OTHER_KID } };
    const rig = new Rig({ systems: ['org.w3.clearkey'], protections: [protection(null, KID)], drm });
    await rig.putOn();
    const askFor = async (place: number, keyId: string): Promise<void> => {
      rig.session(place).message(new TextEncoder().encode(`{"kids":["${hexToBase64Url(keyId)}"]}`));
      await rig.clock.flush();
    };
    await askFor(0, KID);
    rig.session(0).tell({ [KID]: 'usable' });
    rig.keys.learn([protection(null, OTHER_KID)]);
    await rig.clock.flush();
    await askFor(1, OTHER_KID);
    await askFor(2, OTHER_KID); // tried once more
    expect([rig.failures, rig.refused]).toEqual([[], [[OTHER_KID]]]);
  });

  it('of which one licence was refused before they were put on: the load is told', async () => {
    const refusal = new PlayerError('network-status', 'the server answered 403', {
      ...{ url: 'https://licences.test/', requestType: 'licence', attempts: 1, status: 403 },
    });
    let asked = 0;
    const rig = new Rig({
      protections: [protection(pssh('one'), KID), protection(pssh('two'), OTHER_KID)],
      answer: () => ((asked += 1) === 2 ? Promise.reject(refusal) : Promise.resolve(Uint8Array.of(1))),
    });
    await rig.clock.flush();
    expect(rig.keys.take()).toBe(rig.keys);
    await rig.license(0, KID);
    rig.session(1).message(Uint8Array.of(1, 2, 3));
    await rig.clock.flush();
    await rig.putOn();
    expect(rig.refused).toEqual([[OTHER_KID]]);
  });

  it('of more than ten sessions: those behind are opened where the picture stands for them', async () => {
    const rig = new Rig({
      protections: Array.from({ length: 12 }, (_, place) =>
        protection(pssh(`pssh ${place}`), place.toString(16).repeat(32)),
      ),
    });
    await rig.clock.flush();
    await rig.putOn();
    expect(rig.cdm.sessions).toHaveLength(10);
    rig.keys.learn([protection(pssh('later'), 'd'.repeat(32))]);
    await rig.clock.flush();
    expect(rig.cdm.sessions).toHaveLength(10);
    for (let place = 0; place < 10; place += 1) await rig.license(place, place.toString(16).repeat(32));
    rig.block();
    await rig.clock.advance(1100);
    expect(rig.cdm.sessions).toHaveLength(13);
  });

  it('that someone else has put on give way to them', async () => {
    const rig = new Rig();
    await rig.clock.flush();
    rig.cdm.element.mediaKeys = { createSession: () => rig.session() };
    rig.cdm.element.isBusy = true;
    await rig.putOn();
    await rig.keys.whenOn;
    expect([rig.freed, rig.resumed]).toEqual([1, 1]);
    await rig.license(0, KID);
    expect(rig.keys.isAwaited).toBe(false);
  });

  it('stay as they are where a renewal fails', async () => {
    let fails = false;
    const rig = new Rig({
      answer: () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(Uint8Array.of(1))),
    });
    await rig.play();
    fails = true;
    rig.session().message(Uint8Array.of(1, 2, 3), 'license-renewal');
    await rig.clock.advance(1000);
    expect(rig.failures).toEqual([]);
    expect(rig.words).toContain(
      'warn a licence could not be renewed; its keys are used as long as they last',
    );
  });

  it('are asked for through the load that has taken them over', async () => {
    const rig = new Rig();
    await rig.play();
    const asked = deferred();
    rig.keys.putOn(
      () => {
        asked.resolve();
        return Promise.resolve({ bytes: Uint8Array.of(1) } as ResourceResponse);
      },
      {
        ...{ onFailed: () => undefined, onRefused: () => undefined },
        ...{ isFed: () => true, freeElement: () => () => undefined },
      },
    );
    rig.session().message(Uint8Array.of(1, 2, 3), 'license-renewal');
    await asked.promise;
    expect(rig.asked).toBe(1);
  });
});

describe('the end of a title', () => {
  it('closes its sessions, takes its keys off and leaves no listener or timer', async () => {
    const rig = new Rig();
    await rig.play();
    rig.keys.dispose();
    await rig.clock.flush();
    expect(rig.session().isClosed).toBe(true);
    expect(rig.session().listenerCount).toBe(0);
    expect(rig.cdm.element.mediaKeys).toBeNull();
    expect(rig.cdm.element.listenerCount).toBe(0);
    expect(rig.clock.timerCount).toBe(0);
  });

  it('while its key system is being opened makes no session, and puts nothing on', async () => {
    const rig = new Rig();
    const put = rig.putOn();
    rig.keys.dispose();
    await put;
    await rig.clock.flush();
    expect(rig.cdm.sessions).toEqual([]);
    expect(rig.cdm.element.mediaKeys).toBeNull();
    expect(rig.cdm.element.listenerCount).toBe(0);
    expect(rig.keys.take()).toBeNull();
    await rig.clock.advance(10_000);
    expect(rig.clock.timerCount).toBe(0);
  });
});
