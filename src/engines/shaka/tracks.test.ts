import { describe, expect, it } from 'vitest';
import { shakaInNode } from '../../../test/fixtures/shaka-in-node.ts';
import { listTracks, toAudioId, type TrackSource } from './tracks.ts';

/** The build keeps this table's values alone. */
const [visuallyImpaired] = Object.values((await shakaInNode()).media.ManifestParser.AccessibilityPurpose);

type AudioTrack = Parameters<typeof toAudioId>[0];
type Variant = ReturnType<TrackSource['getVariantTracks']>[number];
type TextTrack = ReturnType<TrackSource['getTextTracks']>[number];

const audio = (given: Partial<AudioTrack>): AudioTrack => ({
  ...{ accessibilityPurpose: null, active: false, audioSamplingRate: 48000, channelsCount: 2 },
  ...{ codecs: 'mp4a.40.2', label: null, language: 'en', mimeType: 'audio/mp4', originalLanguage: 'en' },
  ...{ primary: false, roles: [], spatialAudio: false },
  ...given,
});

const source = (given: Partial<Record<'audio' | 'text' | 'variants', readonly unknown[]>>): TrackSource => ({
  getAudioTracks: () => (given.audio ?? []) as AudioTrack[],
  getTextTracks: () => (given.text ?? []) as TextTrack[],
  getVariantTracks: () => (given.variants ?? []) as Variant[],
});

describe('listTracks', () => {
  const english = audio({ active: true, primary: true, roles: ['main'] });
  const described = audio({ accessibilityPurpose: visuallyImpaired ?? null });
  const unknown = audio({ language: 'und', originalLanguage: null, channelsCount: 6 });
  const text = { id: 7, active: true, kind: 'caption', label: 'CC', language: 'fr', originalLanguage: 'fr' };
  const captions = { ...text, roles: ['caption'], forced: false, primary: false, accessibilityPurpose: null };
  const variant = { active: true, videoId: 3, videoLabel: null, videoLanguage: 'und', videoRoles: ['main'] };

  it('tells what Shaka knows, in Kinora’s words', () => {
    const { tracks } = listTracks(
      source({ audio: [english, described, unknown], text: [captions], variants: [variant] }),
      false,
    );
    expect(tracks).toMatchObject([
      { id: 'video', kind: 'video', language: null, roles: ['main'] },
      { kind: 'audio', language: 'en', isDefault: true, channelCount: 2, accessibility: [] },
      { kind: 'audio', language: 'en', isDefault: false, accessibility: ['description'] },
      { kind: 'audio', language: null, channelCount: 6 },
      {
        id: 'text-7',
        kind: 'text',
        language: 'fr',
        label: 'CC',
        accessibility: ['caption'],
        isForced: false,
      },
    ]);
    expect(new Set(tracks.map(({ id }) => id)).size).toBe(5);
  });

  it('counts text as active while it is shown', () => {
    const all = source({ audio: [english], text: [captions], variants: [variant] });
    expect(listTracks(all, false).activeIds).toEqual(['video', toAudioId(english)]);
    expect(listTracks(all, true).activeIds).toEqual(['video', toAudioId(english), 'text-7']);
  });

  it('counts the sound that was chosen as active, where there is such a one', () => {
    const both = source({ audio: [english, described] });
    expect(listTracks(both, false, toAudioId(described)).activeIds).toEqual([toAudioId(described)]);
    expect(listTracks(both, false, 'of another period').activeIds).toEqual([toAudioId(english)]);
  });

  it('has no video track where there is no picture', () => {
    const { tracks } = listTracks(
      source({ audio: [english], variants: [{ ...variant, videoId: null }] }),
      false,
    );
    expect(tracks.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('keeps the id of a track whose activity or bitrate changes', () => {
    expect(toAudioId({ ...english, active: false, audioSamplingRate: 44100 })).toBe(toAudioId(english));
  });
});
