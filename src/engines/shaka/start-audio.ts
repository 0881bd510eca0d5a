import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { selectTrack } from '../../tracks/select-track.ts';
import { describeAudio } from './tracks.ts';

type Criteria = shaka.extern.AdaptationSetCriteria;
type Variant = shaka.extern.Variant;
type Stream = shaka.extern.Stream;

/**
 * Lets Kinora choose the sound to start with. Which of its qualities, and whatever the app selects later, is left to
 * `own`, Shaka's way.
 */
export function chooseStartAudio(own: Criteria, languages: readonly string[]): Criteria {
  let isChosen = false;
  return {
    configure: (config) => {
      isChosen ||= config.preferredAudio.length > 0; // a track that the app has selected
      own.configure(config);
    },
    getConfiguration: () => own.getConfiguration(),
    getLastAdaptationSet: () => own.getLastAdaptationSet(),
    create: (variants) => own.create(isChosen ? variants : [...withStartAudio(variants, languages)]),
  };
}

/** The variants that hold the sound to start with; all where none has any. */
export function withStartAudio(
  variants: readonly Variant[],
  languages: readonly string[],
): readonly Variant[] {
  // Shaka does not keep AUTOSELECT=NO.
  const unknown = { isAutoSelectable: true, continuityKey: null };
  const tracks = variants.flatMap(({ audio }) =>
    audio ? [{ ...describeAudio(trackIdOf(audio), audio), ...unknown }] : [],
  );
  const chosen = selectTrack(tracks, 'audio', { languages, previous: null });
  return chosen ? variants.filter(({ audio }) => audio && trackIdOf(audio) === chosen.id) : variants;
}

/** Streams of one track differ in bitrate, codec and channels alone. */
function trackIdOf({ originalLanguage, language, label, roles, accessibilityPurpose }: Stream): string {
  return JSON.stringify([originalLanguage ?? language, label, roles, accessibilityPurpose]);
}
