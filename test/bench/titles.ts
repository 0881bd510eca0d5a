import type { Protocol } from './entries.ts';

/** The two titles of a race: the same ladder, in segments of four and of two seconds; paths in the media folder. */
export const TITLES: Readonly<Record<Protocol, { readonly first: string; readonly next: string }>> = {
  dash: { first: 'cmaf-4s/time.mpd', next: 'cmaf-2s/number.mpd' },
  hls: { first: 'cmaf-4s/master.m3u8', next: 'cmaf-2s/master.m3u8' },
};

/**
 * Encrypted (cbcs and cenc), with keys for ClearKey; their rungs are the lowest two of the others'. The playlists are made by
 * `locked-playlists.ts`.
 */
export const PROTECTED_TITLES: typeof TITLES = {
  dash: { first: 'cbcs/manifest.mpd', next: 'cenc/manifest.mpd' },
  hls: { first: 'cbcs/master.m3u8', next: 'cenc/master.m3u8' },
};

/** The tone of the language that the titles do not start with, Hz (tools/media/ladder.ts). */
export const OTHER_LANGUAGE = { language: 'fr', toneHz: 660 } as const;
/** The tone of the language that they start with. */
export const FIRST_TONE_HZ = 440;
