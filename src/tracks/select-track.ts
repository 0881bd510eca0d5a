import type { TrackInfo } from '../model/presentation-info.ts';
import type { Track, TrackKind } from '../model/track.ts';

/** What of a track the choice rests on. */
export type SelectableTrack = TrackInfo & Pick<Track, 'isAutoSelectable' | 'continuityKey'>;

export interface TrackWish {
  /** BCP 47, most wanted first. */
  readonly languages: readonly string[];
  /** What was chosen in the period before, or by the user; null: nothing yet. */
  readonly previous: SelectableTrack | null;
}

/** Roles that nobody gets unasked. @see ISO/IEC 23009-1 §5.8.5.5 */
const SPECIAL_ROLES = ['commentary', 'description', 'dub', 'supplementary', 'emergency', 'karaoke', 'sign'];

/** The best track of a kind for a wish; null where there is none. Of equals the first in the manifest. */
export function selectTrack<T extends SelectableTrack>(
  tracks: readonly T[],
  kind: TrackKind,
  wish: TrackWish,
): T | null {
  let best: T | null = null;
  let bestScore = -Infinity;
  for (const track of tracks) {
    const score = track.kind === kind ? scoreTrack(track, wish) : -Infinity;
    if (score > bestScore) {
      best = track;
      bestScore = score;
    }
  }
  return best;
}

/** Each line outweighs all lines below it. */
function scoreTrack(track: SelectableTrack, { languages, previous }: TrackWish): number {
  let score = 0;
  if (previous !== null) score += continuityScore(track, previous) * 1e6;
  score += languageScore(track.language, languages) * 1e3;
  if (SPECIAL_ROLES.some((role) => track.roles.includes(role))) score -= 200;
  if (track.accessibility.length > 0 && track.kind !== 'video') score -= 100;
  if (track.isDefault) score += 40;
  if (track.roles.includes('main')) score += 20;
  if (track.isAutoSelectable) score += 10;
  return score;
}

function continuityScore(track: SelectableTrack, previous: SelectableTrack): number {
  if (track.id === previous.id) return 8;
  let score = track.continuityKey !== null && track.continuityKey === previous.continuityKey ? 4 : 0;
  if (track.language === previous.language) score += 2;
  if (track.label === previous.label && track.roles.join() === previous.roles.join()) score += 1;
  return score;
}

/** The earlier in the list of wishes the higher; a match of the primary subtag alone counts half a place less. */
function languageScore(language: string | null, wanted: readonly string[]): number {
  if (language === null) return 0;
  const actual = language.toLowerCase();
  let best = 0;
  for (const [place, wish] of wanted.entries()) {
    const worth = wanted.length - place;
    if (actual === wish.toLowerCase()) best = Math.max(best, worth);
    else if (primarySubtag(actual) === primarySubtag(wish)) best = Math.max(best, worth - 0.5);
  }
  return best;
}

function primarySubtag(language: string): string {
  return (language.toLowerCase().split('-')[0] ?? '').slice(0, 3);
}
