import { describe, expect, it } from 'vitest';
import { sampleRendition, sampleTrack } from '../../../test/fixtures/model-samples.ts';
import { playableTracks } from './playable-tracks.ts';

const noHevc = (type: string): boolean => !type.includes('hvc1');
const idsOf = (tracks: ReturnType<typeof playableTracks>['tracks']): readonly (readonly string[])[] =>
  tracks.map((track) => track.renditions.map(({ id }) => id));

describe('playableTracks', () => {
  it('keeps what the browser can decode and names what it cannot', () => {
    const track = sampleTrack({
      renditions: [
        sampleRendition({ id: 'hevc', codecs: 'hvc1.1.6.L93' }),
        sampleRendition({ id: 'avc-low' }),
        sampleRendition({ id: 'avc-high', bandwidthBps: 2_000_000 }),
      ],
    });
    const { tracks, refusedCodecs } = playableTracks([track], noHevc);
    expect(idsOf(tracks)).toEqual([['avc-low', 'avc-high']]);
    expect(refusedCodecs).toEqual(['hvc1.1.6.L93']);
  });

  it('drops a track of which nothing is left', () => {
    const hevc = sampleTrack({ renditions: [sampleRendition({ codecs: 'hvc1.1.6.L93' })] });
    expect(playableTracks([hevc], noHevc)).toEqual({ tracks: [], refusedCodecs: ['hvc1.1.6.L93'] });
  });

  it('keeps one codec family of an audio track, but for groups, which the picture demands', () => {
    const rendition = (id: string, codecs: string | null, groupId: string | null = null) =>
      sampleRendition({ id, codecs, groupId });
    const renditions = [
      ...[rendition('he', 'mp4a.40.5'), rendition('unknown', null)],
      ...[rendition('lc', 'mp4a.40.2'), rendition('dolby', 'ec-3')],
    ];
    const grouped = [rendition('aac', 'mp4a.40.2', 'stereo'), rendition('ac3', 'ac-3', 'dolby')];
    const { tracks } = playableTracks(
      [sampleTrack({ kind: 'audio', renditions }), sampleTrack({ kind: 'audio', renditions: grouped })],
      () => true,
    );
    expect(idsOf(tracks)).toEqual([
      ['he', 'unknown', 'lc'],
      ['aac', 'ac3'],
    ]);
  });

  it('keeps one codec family of a video track', () => {
    const track = sampleTrack({
      renditions: [
        sampleRendition({ id: 'avc1' }),
        sampleRendition({ id: 'av1', codecs: 'av01.0.04M.08' }),
        sampleRendition({ id: 'avc3', codecs: 'avc3.4d401f' }),
      ],
    });
    const { tracks, refusedCodecs } = playableTracks([track], () => true);
    expect(idsOf(tracks)).toEqual([['avc1', 'avc3']]);
    expect(refusedCodecs).toEqual([]);
  });

  it('keeps renditions of unknown codecs: the media will tell', () => {
    const track = sampleTrack({
      renditions: [sampleRendition({ id: 'a', codecs: null }), sampleRendition({ id: 'b' })],
    });
    const refuseAll = playableTracks([track], () => false);
    expect(idsOf(refuseAll.tracks)).toEqual([['a']]);
    expect(idsOf(playableTracks([track], () => true).tracks)).toEqual([['a', 'b']]);
  });

  it('keeps text, images and what is muxed into the video', () => {
    const tracks = [
      sampleTrack({ id: 't', kind: 'text', renditions: [sampleRendition({ codecs: 'wvtt' })] }),
      sampleTrack({ id: 'i', kind: 'image' }),
      sampleTrack({ id: 'a', kind: 'audio', isMuxed: true, renditions: [] }),
    ];
    expect(playableTracks(tracks, () => false).tracks).toEqual(tracks);
  });
});
