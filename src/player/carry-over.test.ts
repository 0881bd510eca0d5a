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
  const viewer = () => {
    const goOn = vi.fn(() => Promise.resolve());
    return { goOn, wish: { keep: () => goOn } };
  };
  const from = (positionSec: number, activeTrackIds: readonly string[], { wish } = viewer()): CarryOver =>
    carryOver({ positionSec, media: { tracks, activeTrackIds } }, wish);

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

  it('plays on as before, once there is something to play', async () => {
    const { goOn, wish } = viewer();
    from(0, [], { goOn, wish }).resume(Promise.resolve());
    expect(goOn).not.toHaveBeenCalled();
    await vi.waitFor(() => {
      expect(goOn).toHaveBeenCalledOnce();
    });
  });

  it('does not start what cannot be loaded', async () => {
    const { goOn, wish } = viewer();
    from(0, [], { goOn, wish }).resume(Promise.reject(new Error('no picture')));
    await new Promise((resolve) => setImmediate(resolve));
    expect(goOn).not.toHaveBeenCalled();
  });
});
