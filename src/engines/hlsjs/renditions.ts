import type { Level } from 'hls.js';
import type { RenditionInfo } from '../../model/presentation-info.ts';

/** hls.js's levels under Kinora's ids. */
export interface LevelRendition extends RenditionInfo {
  readonly level: Level;
}

/**
 * The renditions in the order of hls.js's levels. An id is the variant's STABLE-VARIANT-ID, else its resolution and
 * BANDWIDTH (`1280x720@2500000`), with a number behind where several are alike: it stays the same when the manifest is
 * loaded again, when a level is removed, and from one pathway to another.
 */
export function listRenditions(levels: readonly Level[]): readonly LevelRendition[] {
  const seen = new Map<string, number>();
  return levels.map((level) => {
    const name = nameLevel(level);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...describeLevel(level), id: count > 1 ? `${name}#${count}` : name, level };
  });
}

function nameLevel({ attrs, width, height, bitrate }: Level): string {
  const size = width > 0 && height > 0 ? `${width}x${height}@` : '';
  return attrs['STABLE-VARIANT-ID'] ?? (bitrate > 0 ? `${size}${bitrate}` : 'only');
}

function describeLevel({ attrs, bitrate, width, height }: Level): Omit<RenditionInfo, 'id'> {
  return {
    bandwidthBps: bitrate,
    averageBandwidthBps: readNumber(attrs['AVERAGE-BANDWIDTH']),
    width: width || null,
    height: height || null,
    frameRate: readNumber(attrs['FRAME-RATE']),
    videoRange: attrs['VIDEO-RANGE'] ?? null,
    codecs: attrs.CODECS ?? null,
  };
}

function readNumber(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && value > 0 ? value : null;
}

/** Without the level, as an app may see it. */
export function toRenditionInfo({ level: _level, ...info }: LevelRendition): RenditionInfo {
  return info;
}
