import type { ContentProtection } from '../../model/content-protection.ts';
import type { SegmentEncryption } from '../../model/segment.ts';
import type { Attributes } from './attributes.ts';
import type { PlaylistScope } from './playlist-scope.ts';

export type WholeSegmentMethod = SegmentEncryption['method'];

/** The EXT-X-KEY tags in force. Those of several KEYFORMATs are alternatives for the same content key. */
export interface SegmentKeys {
  /** The one that this player can apply itself; an IV of null is derived from the media sequence number. */
  wholeSegment: { method: WholeSegmentMethod; keyUrl: string; iv: Uint8Array<ArrayBuffer> | null } | null;
  /** The others, by KEYFORMAT. `key`: what tells them from one another. */
  readonly systems: Map<string, { readonly key: string; readonly protection: ContentProtection }>;
}

/** Reads the tags of keys. */
export interface KeyReader {
  /**
   * Takes in an EXT-X-KEY tag: it replaces the key of its KEYFORMAT; METHOD=NONE ends all.
   *
   * @throws PlayerError `manifest-malformed` without METHOD or URI, `manifest-unsupported` on an unknown METHOD
   * @see RFC 8216bis §4.4.4.4
   */
  applyKeyTag(scope: PlaylistScope, keys: SegmentKeys, list: string): void;
  /** The whole-segment encryption that the keys in force ask for; null: none, or a DRM's. */
  findEncryption(keys: SegmentKeys, mediaSequence: number): SegmentEncryption | null;
  /**
   * EXT-X-SESSION-KEY tags that a DRM must answer: that there are locks is known before media playlists are read.
   * Whole-segment keys are none of them.
   *
   * @see RFC 8216bis §4.4.6.5
   */
  listSessionProtection(
    scope: PlaylistScope,
    sessionKeys: readonly Attributes[],
  ): readonly ContentProtection[];
}

/** What reads the keys of the playlist given: all of its code is a lot for a clear one. */
export type FindKeyReader = (text: string) => KeyReader | Promise<KeyReader>;

/** For a playlist in which no tag speaks of a key. */
export const noKeyReader: KeyReader = {
  applyKeyTag: () => undefined,
  findEncryption: () => null,
  listSessionProtection: () => [],
};

/** Whether a tag of a playlist speaks of a key. */
export function hasKeys(text: string): boolean {
  return /#EXT-X-(SESSION-)?KEY/.test(text);
}
