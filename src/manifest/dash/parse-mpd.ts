import type { Presentation } from '../../model/presentation.ts';
import { readMpd } from './read-mpd.ts';
import { readProtection } from './read-protection.ts';
import { readSidxIndex } from './read-sidx-index.ts';

/**
 * Reads a DASH MPD that came from `url` (after redirects).
 * @throws PlayerError `manifest-malformed` (`detail` has line and column), `manifest-unsupported` where all that it
 * lists needs a feature that is missing here, `manifest-empty` where it lists nothing that could be played.
 * @see ISO/IEC 23009-1:2022 §5.3
 */
export function parseMpd(text: string, url: string): Presentation {
  return readMpd(text, url, readProtection, () => Promise.resolve(readSidxIndex));
}
