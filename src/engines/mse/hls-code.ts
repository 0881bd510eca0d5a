/** What only HLS takes: its parser, and what learns from the media the facts that its playlists leave out. One chunk. */
import { hasKeys, noKeyReader, type KeyReader } from '../../manifest/hls/key-reader.ts';
import { readHls } from '../../manifest/hls/read-hls.ts';
import type { Presentation } from '../../model/presentation.ts';
import { loadKeyReader } from './load-key-reader.ts';

/** The parser of the HLS chunk. */
export async function parsePlaylist(text: string, url: string): Promise<Presentation> {
  return readHls(text, url, await findKeyReader(text), findKeyReader);
}

function findKeyReader(text: string): KeyReader | Promise<KeyReader> {
  return hasKeys(text) ? loadKeyReader() : noKeyReader;
}

export { detectContainer } from '../../manifest/hls/detect-container.ts';
export { learnMp4Offset } from './learn-offset.ts';
// What other chunks take from it: the build names the exports of a chunk as its module does where that has all of them.
export { readAttributes, readUri, requireAttribute } from '../../manifest/hls/attributes.ts';
export { createTrack, identifyTrack } from '../../manifest/hls/create-track.ts';
export { malformed, resolveUri, unsupported } from '../../manifest/hls/playlist-scope.ts';
export { readStartSec, readTracks, visitBoxes } from './mp4-timing.ts';
export { placeOnTimeline } from './transport-clock.ts';
export { readHls };
