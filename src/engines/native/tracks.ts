import type { Scope } from '../../core/scope.ts';
import type { TrackInfo, TrackList } from '../../model/presentation-info.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { describeTrack } from '../../tracks/describe-track.ts';
import { selectTrack } from '../../tracks/select-track.ts';
import type { AudioTrackPort, NativeElementPort, TextTrackPort, TrackListPort } from './native-element.ts';

/** HTMLMediaElement.HAVE_METADATA. */
const HAVE_METADATA = 1;

/** The element has one picture at a time, and says nothing more of it. */
export const VIDEO_ID = 'video-1';
/** The sound of an element that has some and does not list it. */
const ONLY_AUDIO_ID = 'audio-1';

/** DASH roles by `AudioTrack.kind`. @see https://html.spec.whatwg.org/multipage/media.html#dom-audiotrack-kind */
const AUDIO_ROLES: Readonly<Record<string, string>> = {
  main: 'main',
  'main-desc': 'main',
  alternative: 'alternate',
  descriptions: 'alternate',
  commentary: 'commentary',
  translation: 'dub',
};
const DESCRIBED: readonly string[] = ['main-desc', 'descriptions'];

/** By `TextTrack.kind`; other kinds (chapters, metadata) are none to choose. */
const TEXT_ROLES: Readonly<Record<string, string>> = {
  subtitles: 'subtitle',
  captions: 'subtitle',
  forced: 'forced-subtitle',
};

/**
 * The element's own tracks. What it does not list is told as far as it can be: one video track where there is a
 * picture; one audio track where there is sound, which Chromium shows only once some of it has been decoded. Text
 * tracks that the app has put on the element are among them, as only one can be shown.
 */
export class NativeTracks {
  readonly #element: NativeElementPort;
  readonly #languages: readonly string[];
  /** By the order in which the element told them; strong, as browsers may make a track's object anew otherwise. */
  readonly #ids = new Map<AudioTrackPort | TextTrackPort, string>();
  #hasSound = false;
  /** The app has chosen an audio track: preferences count no more. */
  #isChosen = false;

  /** @param languages of the audio, best first; empty: what the platform takes */
  constructor(element: NativeElementPort, languages: readonly string[]) {
    this.#element = element;
    this.#languages = languages;
  }

  /** `onChange` also comes where nothing has changed. */
  watch(scope: Scope, onChange: () => void): void {
    const { audioTracks, textTracks } = this.#element;
    for (const type of ['addtrack', 'removetrack', 'change']) {
      scope.listen(textTracks, type, onChange);
      if (!audioTracks) continue;
      scope.listen(audioTracks, type, () => {
        if (type === 'addtrack') this.preferLanguage();
        onChange();
      });
    }
    if (!audioTracks) this.#watchForSound(scope, onChange);
  }

  read(): TrackList {
    const audio = [...listed(this.#element.audioTracks)];
    const text = this.#listText();
    const video =
      this.#element.videoWidth > 0 ? [describeTrack({ id: VIDEO_ID, kind: 'video', isDefault: true })] : [];
    const isOneSound = audio.length === 0 && this.#findSound();
    return {
      tracks: [
        ...video,
        ...audio.map((track) => this.#describeAudio(track)),
        ...(isOneSound ? [describeTrack({ id: ONLY_AUDIO_ID, kind: 'audio', isDefault: true })] : []),
        ...text.map((track) => this.#describeText(track)),
      ],
      activeIds: [
        ...video.map(({ id }) => id),
        ...audio.filter(({ enabled }) => enabled).map((track) => this.#idOf('audio', track)),
        ...(isOneSound ? [ONLY_AUDIO_ID] : []),
        ...text.filter(({ mode }) => mode === 'showing').map((track) => this.#idOf('text', track)),
      ],
    };
  }

  select(id: string): void {
    const audio = [...listed(this.#element.audioTracks)];
    const hasId = (track: AudioTrackPort | TextTrackPort): boolean => this.#ids.get(track) === id;
    const wanted = audio.find(hasId);
    if (wanted) this.#isChosen = true;
    this.#enable(wanted);
    const text = this.#listText().find(hasId);
    if (text) this.showText(text);
  }

  /** This text track and no other; null: none. */
  showText(wanted: TextTrackPort | null): void {
    for (const track of this.#listText()) track.mode = track === wanted ? 'showing' : 'disabled';
  }

  /** Enables the track that suits the preferred languages best; without any the platform's choice stands. */
  preferLanguage(): void {
    if (this.#languages.length === 0 || this.#isChosen) return;
    const audio = [...listed(this.#element.audioTracks)];
    const candidates = audio.map((track) => toCandidate(this.#describeAudio(track)));
    const best = selectTrack(candidates, 'audio', { languages: this.#languages, previous: null });
    this.#enable(audio.find((track) => this.#ids.get(track) === best?.id));
  }

  #enable(wanted: AudioTrackPort | undefined): void {
    if (!wanted || wanted.enabled) return;
    wanted.enabled = true; // first: there is never none
    for (const track of listed(this.#element.audioTracks)) if (track !== wanted) track.enabled = false;
  }

  #listText(): readonly TextTrackPort[] {
    return [...listed(this.#element.textTracks)].filter(({ kind }) => kind in TEXT_ROLES);
  }

  #describeAudio(track: AudioTrackPort): TrackInfo {
    const role = AUDIO_ROLES[track.kind];
    return describeTrack({
      id: this.#idOf('audio', track),
      kind: 'audio',
      ...named(track),
      roles: role === undefined ? [] : [role],
      accessibility: DESCRIBED.includes(track.kind) ? ['description'] : [],
      isDefault: role === 'main',
    });
  }

  #describeText(track: TextTrackPort): TrackInfo {
    return describeTrack({
      id: this.#idOf('text', track),
      kind: 'text',
      ...named(track),
      roles: [TEXT_ROLES[track.kind] ?? 'subtitle'],
      accessibility: track.kind === 'captions' ? ['caption'] : [],
      isForced: track.kind === 'forced',
    });
  }

  #idOf(kind: TrackKind, track: AudioTrackPort | TextTrackPort): string {
    const known = this.#ids.get(track);
    if (known !== undefined) return known;
    const id = `${kind}-${[...this.#ids.values()].filter((one) => one.startsWith(kind)).length + 1}`;
    this.#ids.set(track, id);
    return id;
  }

  #findSound(): boolean {
    const { mozHasAudio, webkitAudioDecodedByteCount = 0, readyState, videoWidth } = this.#element;
    const isAudioFile = readyState >= HAVE_METADATA && videoWidth === 0;
    return (this.#hasSound ||= mozHasAudio === true || webkitAudioDecodedByteCount > 0 || isAudioFile);
  }

  #watchForSound(scope: Scope, onChange: () => void): void {
    const watching = scope.child();
    for (const type of ['loadeddata', 'canplay', 'progress', 'timeupdate', 'seeked']) {
      watching.listen(this.#element, type, () => {
        if (!this.#findSound()) return;
        watching.dispose();
        onChange();
      });
    }
  }
}

function* listed<T>(list: TrackListPort<T> | undefined): Generator<T> {
  for (let i = 0; i < (list?.length ?? 0); i++) {
    const one = list?.[i];
    if (one) yield one;
  }
}

const named = ({
  language,
  label,
}: AudioTrackPort | TextTrackPort): Pick<TrackInfo, 'language' | 'label'> => ({
  language: language || null,
  label: label || null,
});

/** The element's track as the choice by preference sees one. */
function toCandidate(info: TrackInfo): Track {
  return { ...info, isAutoSelectable: true, isMuxed: true, renditions: [], continuityKey: null };
}
