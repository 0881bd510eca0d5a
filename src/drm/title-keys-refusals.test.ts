import { describe, expect, it } from 'vitest';
import {
  KID,
  OTHER_KID,
  OTHER_KID_TURNED,
  protection,
  pssh,
  TitleKeysRig as Rig,
} from '../../test/fixtures/title-keys-rig.ts';

describe('what becomes of keys', () => {
  it('is told once, of those that may not be used now, in both orders of a GUID', async () => {
    const rig = new Rig();
    await rig.play();
    for (const status of ['output-restricted', 'internal-error'] as const) {
      rig.session().tell({ [KID]: 'usable', [OTHER_KID]: status });
      await rig.clock.advance(600);
    }
    expect(rig.refused).toEqual([[OTHER_KID, OTHER_KID_TURNED]]);
    expect(rig.failures).toEqual([]);
  });

  it('is told of those that a licence does not hold, though they were asked for', async () => {
    const rig = new Rig({ protections: [KID, OTHER_KID].map((kid) => protection(pssh('one'), kid)) });
    await rig.play();
    await rig.clock.advance(600);
    expect(rig.refused).toEqual([[OTHER_KID]]);
    expect(rig.refusals.at(-1)?.message).toContain('no licence has a key that the media needs');
    expect(rig.failures).toEqual([]);
  });

  it('is told of all keys where the system names none', async () => {
    const rig = new Rig({ protections: [KID, OTHER_KID].map((kid) => protection(pssh('one'), kid)) });
    await rig.play();
    rig.session().tell({ '00': 'output-restricted' });
    await rig.clock.advance(600);
    expect(rig.refused).toEqual([[KID, OTHER_KID]]);
  });

  it('is told to the load that takes them over', async () => {
    const rig = new Rig();
    await rig.clock.flush();
    rig.session().message(Uint8Array.of(1, 2, 3));
    rig.session().tell({ [KID]: 'output-restricted' });
    await rig.clock.advance(600);
    await rig.putOn();
    await rig.clock.advance(600);
    expect(rig.refused.map(([first]) => first)).toEqual([KID]);
  });

  it.each(['lost', 'expired'] as const)(
    'where they are %s: they are asked for anew, but not again and again',
    async (how) => {
      const rig = new Rig();
      await rig.play();
      const spoil = async (place: number): Promise<void> => {
        if (how === 'lost') rig.session(place).lose();
        else rig.session(place).tell({ [KID]: 'expired' });
        await rig.clock.advance(600);
      };
      for (let place = 0; place < 4; place += 1) {
        await spoil(place);
        expect(rig.session(place).isClosed).toBe(true);
        await rig.license(place + 1, KID);
      }
      await rig.clock.advance(61_000);
      for (let place = 4; place < 8; place += 1) {
        await spoil(place);
        await rig.license(place + 1, KID);
      }
      expect(rig.failures).toEqual([]);
      await spoil(8);
      expect(rig.failures).toMatchObject([{ code: 'drm-failed' }]);
      expect(rig.refused).toEqual([]);
    },
  );

  it('where all sessions are lost at once: each is opened anew', async () => {
    const protections = ['a', 'b', 'c', 'd', 'e', 'f'].map((data, place) =>
      protection(pssh(data), String(place).repeat(32)),
    );
    const rig = new Rig({ protections });
    await rig.clock.flush();
    await rig.putOn();
    for (const place of protections.keys()) await rig.license(place, String(place).repeat(32));
    for (const place of protections.keys()) rig.session(place).lose();
    await rig.clock.flush();
    expect(rig.cdm.sessions).toHaveLength(12);
    expect(rig.failures).toEqual([]);
  });

  it('where some have run out: these are refused, and the others kept', async () => {
    const rig = new Rig();
    await rig.play();
    rig.session().tell({ [KID]: 'usable', [OTHER_KID]: 'expired' });
    await rig.clock.advance(600);
    expect(rig.session().isClosed).toBe(false);
    expect(rig.refused.map(([first]) => first)).toEqual([OTHER_KID]);
  });

  it('where the key system has broken down: it is the end, and no other title gets its keys', async () => {
    const rig = new Rig();
    await rig.play();
    rig.session().lose('internal-error');
    await rig.clock.flush();
    expect(rig.failures).toMatchObject([{ code: 'drm-failed' }]);
    expect(rig.cdm.sessions).toHaveLength(1);
  });
});
