import { describe, expect, it, vi } from 'vitest';
import type { EngineLoadOptions } from '../engine/engine.ts';
import type { TrackInfo } from '../model/presentation-info.ts';
import { DEFAULT_DRM_CONFIG } from '../model/drm-config.ts';
import { carryOver, findLike, type CarryOver } from './carry-over.ts';

const track = (id: string, changes: Partial<TrackInfo> = {}): TrackInfo => ({
  ...{ id, kind: 'audio', language: 'en', label: null, roles: ['main'], accessibility: [] },
  ...{ isDefault: false, isForced: false, channelCount: 2 },
  ...changes,
});
const options: EngineLoadOptions = {
  startSec: 5,
  quality: 'auto',
  preferredAudioLanguages: ['de'],
  drm: DEFAULT_DRM_CONFIG,
};

describe('findLike', () => {
  it('goes by kind and language first, however that is written', () => {
    expect(findLike(track('a'), [track('b', { language: 'fr' }), track('c', { kind: 'text' })])).toBeNull();
    expect(findLike(track('a'), [track('b', { language: 'fr' }), track('c', { language: 'eng' })])?.id).toBe(
      'c',
    );
  });

  it('then by roles, label and channels', () => {
    const wanted = track('a', { roles: ['commentary'], label: 'Director', channelCount: 6 });
    const others = [
      track('main'),
      track('stereo', { roles: ['commentary'], label: 'Director' }),
      track('same', { roles: ['commentary'], label: 'Director', channelCount: 6 }),
    ];
    expect(findLike(wanted, others)?.id).toBe('same');
    expect(findLike(wanted, others.slice(0, 2))?.id).toBe('stereo');
  });
});

describe('carryOver', () => {
  const tracks = [track('a'), track('b', { language: 'fr' })];
  const viewer = () => ({ playbackRate: 1, apply: vi.fn(() => Promise.resolve()) });
  const from = (positionSec: number, activeTrackIds: readonly string[], on = viewer()): CarryOver =>
    carryOver({ positionSec, media: { tracks, activeTrackIds } }, on, on);

  it('starts where the engine before stood, in its language', () => {
    expect(from(12, ['b']).adjust(options)).toEqual({
      ...options,
      startSec: 12,
      preferredAudioLanguages: ['fr', 'de'],
    });
  });

  it('starts as was asked where the engine before did not get anywhere', () => {
    expect(from(0, []).adjust(options)).toEqual(options);
  });

  it('selects the same tracks, once', () => {
    const engine = { selectTrack: vi.fn<(id: string) => void>() };
    const carried = from(0, ['b']);
    const others = [track('1'), track('2', { language: 'fr' })];
    carried.selectSame(engine, others, ['1']);
    carried.selectSame(engine, others, ['1']);
    expect(engine.selectTrack.mock.calls).toEqual([['2']]);
  });

  it('leaves alone what is right already', () => {
    const engine = { selectTrack: vi.fn<(id: string) => void>() };
    from(0, ['b']).selectSame(engine, [track('2', { language: 'fr' })], ['2']);
    expect(engine.selectTrack).not.toHaveBeenCalled();
  });

  it('plays on at the speed of before, once there is something to play', async () => {
    const on = { ...viewer(), playbackRate: 1.5 };
    const carried = from(0, [], on);
    on.playbackRate = 1; // as the element does when its source is taken away
    carried.resume(Promise.resolve());
    expect(on.apply).not.toHaveBeenCalled();
    await vi.waitFor(() => {
      expect(on.apply).toHaveBeenCalledOnce();
    });
    expect(on.playbackRate).toBe(1.5);
  });

  it('does not start what cannot be loaded', async () => {
    const on = viewer();
    from(0, [], on).resume(Promise.reject(new Error('no picture')));
    await new Promise((resolve) => setImmediate(resolve));
    expect(on.apply).not.toHaveBeenCalled();
  });
});
