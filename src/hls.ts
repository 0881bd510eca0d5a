/** `kinora/hls`: the HLS parser alone, in Node and workers too. Its code is in the chunks that the player loads. */
export { parseHls } from './manifest/hls/parse-hls.ts';
export type * from './model/content-protection.ts';
export type * from './model/media-event.ts';
export type * from './model/presentation.ts';
export type * from './model/rendition.ts';
export type * from './model/segment-index.ts';
export type * from './model/segment.ts';
export type * from './model/time-range.ts';
export type * from './model/track.ts';
