import { describe, expect, it } from 'vitest';
import { KID, OTHER_KID, protection, pssh, TitleKeysRig as Rig } from '../../test/fixtures/title-keys-rig.ts';
import { hexOf } from './init-data.ts';

/** Of the second key, the media alone tells what to ask with. */
const MORE_IN_MEDIA = [protection(pssh('one'), KID), protection(null, OTHER_KID)];

describe('what the media tells of', () => {
  it('is asked for at once where the manifest tells of nothing, each once', async () => {
    const rig = new Rig({ protections: [protection(null, KID)] });
    await rig.clock.flush();
    await rig.putOn();
    expect(rig.cdm.sessions).toHaveLength(0);
    for (const data of ['video', 'audio', 'video']) await rig.encrypted(pssh(data));
    expect(rig.cdm.sessions.map(({ asked }) => asked.map(({ bytes }) => hexOf(bytes)))).toEqual([
      [hexOf(pssh('video'))],
      [hexOf(pssh('audio'))],
    ]);
  });

  it('is asked for where the picture stands for a key that no licence has', async () => {
    const rig = new Rig({ protections: MORE_IN_MEDIA });
    await rig.play();
    await rig.encrypted(pssh('one'));
    await rig.encrypted(pssh('later'));
    await rig.clock.advance(10_000);
    expect(rig.cdm.sessions, 'it plays').toHaveLength(1);
    rig.block();
    expect(rig.keys.isAwaited).toBe(true);
    await rig.clock.advance(900);
    expect(rig.cdm.sessions, 'it may go on by itself').toHaveLength(1);
    await rig.clock.advance(200);
    expect(rig.cdm.sessions).toHaveLength(2);
    await rig.license(1, OTHER_KID);
    rig.cdm.element.fire('canplay');
    await rig.clock.advance(10_000);
    expect(rig.failures).toEqual([]);
    expect(rig.keys.isAwaited).toBe(false);
  });

  it.each([
    ['plays on', true],
    ['has no media', false],
  ])('is not asked for, and no fault, while the picture %s', async (_what, isFed) => {
    const rig = new Rig();
    await rig.play();
    await rig.encrypted(pssh('later'));
    rig.isFed = isFed;
    rig.block();
    if (isFed) rig.cdm.element.readyState = 4;
    expect(rig.keys.isAwaited).toBe(false);
    await rig.clock.advance(20_000);
    expect(rig.cdm.sessions).toHaveLength(1);
    expect(rig.failures).toEqual([]);
  });

  it('is asked for later where all keys are here that the manifest names', async () => {
    const rig = new Rig();
    await rig.play();
    await rig.encrypted(pssh('in other words'));
    rig.block();
    await rig.clock.advance(5900);
    expect(rig.cdm.sessions).toHaveLength(1);
    await rig.clock.advance(1200);
    expect(rig.cdm.sessions).toHaveLength(2);
  });

  it('is not asked for where the picture has gone on meanwhile, and nobody has said so', async () => {
    const rig = new Rig();
    await rig.play();
    await rig.encrypted(pssh('in other words'));
    rig.block();
    rig.cdm.element.readyState = 4;
    await rig.clock.advance(1100);
    rig.cdm.element.readyState = 2; // the network is slow
    await rig.clock.advance(20_000);
    expect(rig.cdm.sessions).toHaveLength(1);
    expect(rig.keys.isAwaited).toBe(false);
    expect(rig.failures).toEqual([]);
  });

  it('is the end where it is nothing and the picture still stands', async () => {
    const rig = new Rig({ protections: MORE_IN_MEDIA });
    await rig.play();
    rig.block();
    await rig.clock.advance(5900);
    expect(rig.failures).toEqual([]);
    await rig.clock.advance(1200);
    expect(rig.failures).toMatchObject([{ code: 'drm-failed' }]);
    expect(rig.failures[0]?.message).toContain('no licence has a key that the media needs');
  });

  it('is not the end where all keys are here: then it is something else', async () => {
    const rig = new Rig();
    await rig.play();
    rig.block();
    await rig.clock.advance(1100);
    expect(rig.keys.isAwaited).toBe(false);
    await rig.clock.advance(20_000);
    expect(rig.failures).toEqual([]);
  });
});
