import type { Rendition } from '../../model/rendition.ts';
import type { Track } from '../../model/track.ts';
import { codecFamily, sinkTypes, splitCodecs } from './mime-types.ts';

export interface PlayableTracks {
  readonly tracks: readonly Track[];
  /** Codecs that were offered and that this browser cannot decode. */
  readonly refusedCodecs: readonly string[];
}

/**
 * Keeps what this browser can decode; of each track one codec family, since not all devices can mix them. Audio that a group
 * (HLS) goes with changes with the picture that demands it.
 */
export function playableTracks(
  tracks: readonly Track[],
  isTypeSupported: (type: string) => boolean,
): PlayableTracks {
  const refused = new Set<string>();
  const kept: Track[] = [];
  for (const track of tracks) {
    if (track.kind === 'text' || track.kind === 'image' || track.isMuxed) {
      kept.push(track);
      continue;
    }
    const renditions = track.renditions.filter((rendition) => {
      const isPlayable = canPlay(rendition, track, isTypeSupported);
      if (!isPlayable && rendition.codecs !== null) refused.add(rendition.codecs);
      return isPlayable;
    });
    const family = keepFirstFamily(renditions);
    if (family.length > 0) kept.push({ ...track, renditions: family });
  }
  return { tracks: kept, refusedCodecs: [...refused] };
}

function canPlay(rendition: Rendition, track: Track, isTypeSupported: (type: string) => boolean): boolean {
  const types = sinkTypes(rendition, track.kind);
  // Codecs that the manifest does not name are found out from the media.
  return types === null || Object.values(types).every((type) => isTypeSupported(type));
}

function keepFirstFamily(renditions: readonly Rendition[]): readonly Rendition[] {
  const familyOf = ({ codecs, groupId }: Rendition): string | undefined => {
    const { video, audio } = splitCodecs(codecs ?? '');
    const codec = video[0] ?? (groupId === null ? audio[0] : undefined);
    return codec && codecFamily(codec);
  };
  const first = renditions.map(familyOf).find(Boolean);
  return renditions.filter((rendition) => (familyOf(rendition) ?? first) === first);
}
