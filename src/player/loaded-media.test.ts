import { describe, expect, it } from 'vitest';
import type { RenditionInfo, TrackInfo } from '../model/presentation-info.ts';
import { LoadedMedia } from './loaded-media.ts';

const TRACK: TrackInfo = {
  id: 'v',
  kind: 'video',
  language: null,
  label: null,
  roles: [],
  accessibility: [],
  isDefault: true,
  isForced: false,
  channelCount: null,
};
const rendition = (id: string): RenditionInfo => ({
  id,
  bandwidthBps: 1_000_000,
  averageBandwidthBps: null,
  width: null,
  height: null,
  frameRate: null,
  videoRange: null,
  codecs: null,
});
/** What an engine knows of its tracks and renditions beyond what apps are told. */
const INNER = { protection: [], source: { type: 'ready' }, renditions: [] };

function createRig() {
  const told: [type: string, payload: object][] = [];
  const media = new LoadedMedia(
    (type, payload) => told.push([type, payload]),
    () => ({ startSec: 0, endSec: 0 }),
  );
  return { told, media };
}

describe('LoadedMedia', () => {
  it('tells apps what is documented of tracks and renditions, and nothing else that an engine hands over', () => {
    const { told, media } = createRig();
    const own = rendition('own');
    media.receive({ type: 'tracks', tracks: [{ ...TRACK, ...INNER }], activeIds: ['v'] });
    media.receive({ type: 'renditions', renditions: [{ ...own, ...INNER }] });
    media.receive({ type: 'rendition-shown', renditionId: 'own', trackId: 'v' });
    expect(told).toEqual([
      ['trackschange', { tracks: [TRACK], activeIds: ['v'] }],
      ['renditionschange', { renditions: [own] }],
      ['renditionchange', { renditionId: 'own', trackId: 'v', rendition: own }],
    ]);
    expect([media.tracks, media.renditions, media.activeRendition]).toEqual([[TRACK], [own], own]);
  });

  it('counts a switch by what is shown, however often the choices are told', () => {
    const { media } = createRig();
    for (const renditionId of ['low', 'high', 'high']) {
      media.receive({ type: 'renditions', renditions: [rendition('low'), rendition('high')] });
      media.receive({ type: 'rendition-shown', renditionId, trackId: 'v' });
    }
    expect(media.switchCount).toBe(1);
  });
});
