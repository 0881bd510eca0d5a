import { isYes } from './attributes.ts';
import type { MediaTag } from './multivariant-playlist.ts';

const PREFIX = /^public\.(accessibility\.)?/;

/** Characteristics by the word of the DASH role scheme that says the same. @see ISO/IEC 23009-1 §5.8.5.5 */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['easy-to-read', 'easyreader'],
  ['auxiliary-content', 'supplementary'],
  ['enhances-speech-intelligibility', 'enhanced-audio-intelligibility'],
]);
/** Those that say who needs the track; words alone (`transcribes-spoken-dialog`) are in every subtitle. */
const ACCESSIBILITY: ReadonlyMap<string, string> = new Map([
  ['describes-video', 'description'],
  ['describes-music-and-sound', 'caption'],
  ['transcribes-spoken-dialog', ''],
]);

const listCharacteristics = ({ attributes }: MediaTag): readonly string[] =>
  (attributes['CHARACTERISTICS'] ?? '')
    .split(',')
    .map((text) => text.trim().replace(PREFIX, ''))
    .filter((name) => name !== '');

/** DASH role values for an EXT-X-MEDIA; characteristics with no such word stay as they are, less `public.`. */
export function listRoles(tag: MediaTag): readonly string[] {
  const { attributes, type } = tag;
  const described = listCharacteristics(tag).filter((name) => !ACCESSIBILITY.has(name));
  const kind = isYes(attributes['FORCED']) ? 'forced-subtitle' : 'subtitle';
  return [
    isYes(attributes['DEFAULT']) ? 'main' : 'alternate',
    ...(type === 'SUBTITLES' ? [kind] : []),
    ...described.map((name) => ROLES.get(name) ?? name),
  ];
}

/** Accessibility values: audio description, captions (sounds as well as words), embedded CEA-608 and -708 services. */
export function listAccessibility(tag: MediaTag): readonly string[] {
  const needs = listCharacteristics(tag).map((name) => ACCESSIBILITY.get(name) ?? '');
  const [, kind, number] = /^(CC|SERVICE)(\d+)$/i.exec(tag.attributes['INSTREAM-ID'] ?? '') ?? [];
  const language = tag.attributes['LANGUAGE'];
  if (kind !== undefined && number !== undefined) {
    const service = kind.toUpperCase() === 'CC' ? `608:CC${number}` : `708:${number}`;
    needs.push(language === undefined ? service : `${service}=${language}`);
  }
  return needs.filter((need) => need !== '');
}
