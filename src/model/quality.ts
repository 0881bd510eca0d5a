/**
 * What an app may ask of the picture: `auto` (ABR decides), the id of one rendition (pinned), or caps within which
 * ABR decides: `maxHeight` in pixels, `maxBitrate` in bit/s, both above 0 (Infinity: none).
 */
export type Quality = 'auto' | (string & {}) | QualityCaps;

export interface QualityCaps {
  readonly maxHeight?: number;
  readonly maxBitrate?: number;
}
