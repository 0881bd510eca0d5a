import type { Rendition } from '../../model/rendition.ts';
import type { DeferredIndex } from '../../model/segment-index.ts';
import { readDecimal, readInteger } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { parseMediaPlaylist } from './media-playlist.ts';
import type { MultivariantPlaylist } from './multivariant-playlist.ts';
import { readLines } from './playlist-lines.ts';
import { createScope } from './playlist-scope.ts';

/** A rendition of which nothing is known. */
const BLANK: Omit<Rendition, 'id' | 'source'> = {
  bandwidthBps: 0,
  averageBandwidthBps: null,
  width: null,
  height: null,
  frameRate: null,
  videoRange: null,
  codecs: null,
  supplementalCodecs: null,
  container: 'unknown',
  isMuxed: false,
  audioGroupId: null,
  groupId: null,
  protection: [],
  inbandEventSchemes: [],
};

/** What is known of a rendition; the rest is blank. */
export type RenditionFacts = Partial<Omit<Rendition, 'id' | 'source'>>;

export function createRendition(id: string, source: Rendition['source'], facts: RenditionFacts): Rendition {
  return { ...BLANK, ...facts, id, source };
}

/** What a media playlist takes of the multivariant one that leads to it: variables that it may import, and what reads its keys. */
export type ParentPlaylist = Pick<MultivariantPlaylist, 'scope' | 'findKeyReader'>;

/** The index of a rendition whose media playlist must be fetched. */
export function deferPlaylist(urls: readonly string[], parent: ParentPlaylist): DeferredIndex {
  return {
    type: 'deferred',
    request: { type: 'playlist', urls, range: null },
    init: null,
    async read(answer) {
      const { bytes, url } = await answer;
      const text = new TextDecoder().decode(bytes);
      const scope = createScope(url, parent.scope.variables);
      return parseMediaPlaylist(readLines(text, scope), scope, await parent.findKeyReader(text));
    },
  };
}

/** What an EXT-X-STREAM-INF says of the picture and its rate. @see RFC 8216bis §4.4.6.2 */
export function readQuality(attributes: Attributes): RenditionFacts {
  const [, width, height] = /^(\d+)x(\d+)$/i.exec(attributes['RESOLUTION'] ?? '') ?? [];
  const range = attributes['VIDEO-RANGE']?.toUpperCase();
  // Each may end in `/` and compatibility brands, which are none of the browser's business.
  const supplemental = attributes['SUPPLEMENTAL-CODECS']
    ?.split(',')
    .map((codec) => codec.split('/')[0]?.trim());
  return {
    bandwidthBps: readInteger(attributes['BANDWIDTH']) ?? 0,
    averageBandwidthBps: readInteger(attributes['AVERAGE-BANDWIDTH']),
    width: readInteger(width),
    height: readInteger(height),
    frameRate: readDecimal(attributes['FRAME-RATE']),
    videoRange: range === 'SDR' || range === 'PQ' || range === 'HLG' ? range : null,
    supplementalCodecs: supplemental?.join(',') ?? null,
  };
}
