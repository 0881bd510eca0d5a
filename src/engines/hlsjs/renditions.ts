import type { Level } from 'hls.js';
import type { RenditionInfo } from '../../model/presentation-info.ts';

/**
 * hls.js's levels as renditions, in the same order. An id is the variant's STABLE-VARIANT-ID, else its resolution and
 * BANDWIDTH (`1280x720@2500000`), with a number behind where several are alike: it stays the same when the manifest is
 * loaded again, when a level is removed, and from one pathway to another.
 */
export function listRenditions(levels: readonly Level[]): readonly RenditionInfo[] {
  const ids = numberAlike(levels.map(nameLevel));
  return levels.map(({ attrs, bitrate, width, height }, index) => ({
    id: ids[index] ?? '',
    bandwidthBps: bitrate,
    averageBandwidthBps: readNumber(attrs['AVERAGE-BANDWIDTH']),
    width: width || null,
    height: height || null,
    frameRate: readNumber(attrs['FRAME-RATE']),
    videoRange: attrs['VIDEO-RANGE'] ?? null,
    codecs: attrs.CODECS ?? null,
  }));
}

/** The names in the same order, with a number behind those that have been there before: `a`, `a#2`. */
export function numberAlike(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count > 1 ? `${name}#${count}` : name;
  });
}

function nameLevel({ attrs, width, height, bitrate }: Level): string {
  const size = width > 0 && height > 0 ? `${width}x${height}@` : '';
  return attrs['STABLE-VARIANT-ID'] ?? (bitrate > 0 ? `${size}${bitrate}` : 'only');
}

function readNumber(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && value > 0 ? value : null;
}
