/** What only HLS takes: its parser, and what learns from the media the facts that its playlists leave out. One chunk. */
export { detectContainer } from '../../manifest/hls/detect-container.ts';
export { parseHls } from '../../manifest/hls/parse-hls.ts';
export { learnMp4Offset } from './learn-offset.ts';
// What other chunks take from it: the build names the exports of a chunk as its module does where that has all of them.
export { createTrack, identifyTrack } from '../../manifest/hls/create-track.ts';
export { readStartSec, readTracks, visitBoxes } from './mp4-timing.ts';
export { placeOnTimeline } from './transport-clock.ts';
