import { describe, expect, it } from 'vitest';
import {
  fakeAudioTrack,
  FakeNativeElement,
  fakeTextTrack,
  FakeTrackList,
} from '../../../test/fixtures/fake-native-element.ts';
import { FILE, HLS, NativeRig } from '../../../test/fixtures/native-rig.ts';

async function loaded(element: FakeNativeElement, languages: readonly string[] = []): Promise<NativeRig> {
  const rig = new NativeRig({ element });
  const load = rig.load(HLS, { preferredAudioLanguages: languages });
  element.know(60);
  await load;
  return rig;
}

function withAudio(): FakeNativeElement {
  const element = new FakeNativeElement();
  element.audioTracks = new FakeTrackList(
    fakeAudioTrack({ kind: 'main', language: 'en', label: 'English', enabled: true }),
    fakeAudioTrack({ kind: 'alternative', language: 'fr' }),
    fakeAudioTrack({ kind: 'main-desc', language: 'en' }),
  );
  element.textTracks = new FakeTrackList(
    fakeTextTrack({ language: 'en' }),
    fakeTextTrack({ kind: 'captions', language: 'fr', mode: 'showing' }),
    fakeTextTrack({ kind: 'forced', language: 'de' }),
    fakeTextTrack({ kind: 'metadata', mode: 'hidden' }),
  );
  return element;
}

const enabled = ({ audioTracks }: FakeNativeElement): readonly string[] =>
  Array.from(audioTracks ?? [])
    .filter((track) => track.enabled)
    .map(({ kind, language }) => `${language} ${kind}`);
const modes = ({ textTracks }: FakeNativeElement): readonly string[] =>
  Array.from(textTracks).map(({ mode }) => mode);

describe('what is told', () => {
  it("the element's own tracks, with ids in their order", async () => {
    const rig = await loaded(withAudio());
    const { tracks, activeIds } = rig.last('tracks')!;
    expect(tracks).toMatchObject([
      { id: 'video-1', kind: 'video' },
      { id: 'audio-1', language: 'en', label: 'English', roles: ['main'], isDefault: true },
      { id: 'audio-2', language: 'fr', label: null, roles: ['alternate'], isDefault: false },
      { id: 'audio-3', language: 'en', roles: ['main'], accessibility: ['description'] },
      { id: 'text-1', language: 'en', roles: ['subtitle'], isForced: false },
      { id: 'text-2', language: 'fr', accessibility: ['caption'] },
      { id: 'text-3', language: 'de', roles: ['forced-subtitle'], isForced: true },
    ]);
    expect(activeIds).toEqual(['video-1', 'audio-1', 'text-2']);
  });

  it('again when one comes, goes or is chosen elsewhere, and not otherwise; ids stay', async () => {
    const element = withAudio();
    const rig = await loaded(element);
    const count = (): number => rig.events.filter(({ type }) => type === 'tracks').length;
    expect(count()).toBe(1);
    element.textTracks.fire('change');
    expect(count()).toBe(1);
    element.textTracks.add(fakeTextTrack({ language: 'nl' }));
    expect(rig.last('tracks')?.tracks.at(-1)).toMatchObject({ id: 'text-4', language: 'nl' });
    element.audioTracks![1]!.enabled = true;
    element.audioTracks!.fire('change');
    expect(rig.last('tracks')?.activeIds).toEqual(['video-1', 'audio-1', 'audio-2', 'text-2']);
    expect(count()).toBe(3);
  });

  it('subtitles change, and go off', async () => {
    const element = withAudio();
    const rig = await loaded(element);
    const shown = (): readonly string[] =>
      [0, 1, 2].map((index) => element.textTracks[index]?.mode ?? 'none');
    rig.engine.selectTrack('text-1');
    expect(rig.last('tracks')?.activeIds).toContain('text-1');
    expect(shown().filter((mode) => mode === 'showing')).toHaveLength(1);
    rig.engine.deselectText();
    expect(rig.last('tracks')?.activeIds).toEqual(['video-1', 'audio-1']);
    expect(shown()).not.toContain('showing');
  });

  it('without audioTracks: one sound as soon as some is decoded', async () => {
    const element = new FakeNativeElement();
    const rig = await loaded(element);
    expect(rig.last('tracks')?.activeIds).toEqual(['video-1']);
    element.webkitAudioDecodedByteCount = 3000;
    element.fire('progress');
    expect(rig.last('tracks')?.activeIds).toEqual(['video-1', 'audio-1']);
  });

  it('a source without picture has sound', async () => {
    const rig = new NativeRig();
    const load = rig.load(FILE);
    rig.element.know(60, 0, 0);
    await load;
    expect(rig.last('tracks')?.tracks).toMatchObject([{ id: 'audio-1', kind: 'audio' }]);
    expect(rig.last('renditions')?.renditions).toEqual([]);
  });
});

describe('what is chosen', () => {
  it('one audio and one text at a time', async () => {
    const element = withAudio();
    const rig = await loaded(element);
    rig.engine.selectTrack('audio-2');
    expect(enabled(element)).toEqual(['fr alternative']);
    rig.engine.selectTrack('text-1');
    expect(modes(element)).toEqual(['showing', 'disabled', 'disabled', 'hidden']);
    expect(rig.last('tracks')?.activeIds).toEqual(['video-1', 'audio-2', 'text-1']);
    rig.engine.selectTrack('video-1');
  });

  it('nothing that is not there', async () => {
    const unknown = expect.objectContaining({ code: 'track-unknown' }) as Error;
    expect(() => new NativeRig().engine.selectTrack('audio-1')).toThrow(unknown);
    const rig = await loaded(withAudio());
    expect(() => rig.engine.selectTrack('audio-9')).toThrow(unknown);
  });

  it('the preferred language, also of tracks that come later', async () => {
    const element = withAudio();
    const rig = await loaded(element, ['de', 'fr']);
    expect(enabled(element)).toEqual(['fr alternative']);
    element.audioTracks!.add(fakeAudioTrack({ kind: 'alternative', language: 'de-AT' }));
    expect(enabled(element)).toEqual(['de-AT alternative']);
    rig.engine.selectTrack('audio-1');
    element.audioTracks!.add(fakeAudioTrack({ kind: 'main', language: 'de' }));
    expect(enabled(element)).toEqual(['en main']);
  });

  it('what the platform takes, where no preference is told', async () => {
    const element = withAudio();
    element.audioTracks![0]!.enabled = false;
    element.audioTracks![2]!.enabled = true;
    await loaded(element);
    expect(enabled(element)).toEqual(['en main-desc']);
  });
});
