import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The generated ladder that channels loop, and the folder of each kind of media in it. */
export const CMAF_DIR = 'cmaf-2s';
export const TS_DIR = 'hls-ts';

/** A rendition as the packager's own manifest describes it. */
export interface LadderRung {
  /** Its folder in the ladder's, and its name in the channel's manifests: `video-240`, `audio-en`, `ts-240`. */
  readonly id: string;
  readonly kind: 'video' | 'audio' | 'muxed';
  /** RFC 6381, both codecs where it is muxed. */
  readonly codecs: string;
  readonly bandwidthBps: number;
  /** Pixels; 0 for audio. */
  readonly width: number;
  readonly height: number;
  /** Empty for video. */
  readonly language: string;
  readonly label: string;
}

/**
 * Reads the CMAF ladder from the packager's MPD. Like `tools/media/mpd-edit.ts` it knows how the packager writes; it is
 * no parser.
 */
export async function readCmafLadder(mediaDir: string): Promise<readonly LadderRung[]> {
  const mpd = await readFile(join(mediaDir, CMAF_DIR, 'number.mpd'), 'utf8');
  const sets = Array.from(mpd.matchAll(/<AdaptationSet\b([^>]*)>(.*?)<\/AdaptationSet>/gs));
  return sets.flatMap(([, set = '', content = '']) => {
    const kind = attributeOf(set, 'contentType');
    if (kind !== 'video' && kind !== 'audio') return [];
    const label = /<Label>([^<]*)<\/Label>/.exec(content)?.[1] ?? '';
    const representations = Array.from(
      content.matchAll(/<Representation\b([^>]*)>(.*?)<\/Representation>/gs),
    );
    return representations.map(([, own = '', inner = '']) => ({
      id: attributeOf(inner, 'initialization').split('/')[0] ?? '',
      kind,
      codecs: attributeOf(own, 'codecs'),
      bandwidthBps: Number(attributeOf(own, 'bandwidth')),
      width: Number(attributeOf(own, 'width')),
      height: Number(attributeOf(own, 'height')),
      language: attributeOf(set, 'lang'),
      label,
    }));
  });
}

/** Reads the muxed MPEG-TS ladder from its multivariant playlist. */
export async function readTsLadder(mediaDir: string): Promise<readonly LadderRung[]> {
  const playlist = await readFile(join(mediaDir, TS_DIR, 'master.m3u8'), 'utf8');
  const variants = Array.from(playlist.matchAll(/#EXT-X-STREAM-INF:(.*)\n([^/\n]+)\//g));
  return variants.map(([, attributes = '', dir = '']) => {
    const [, width, height] = /RESOLUTION=(\d+)x(\d+)/.exec(attributes) ?? [];
    return {
      id: `ts-${dir}`,
      kind: 'muxed',
      codecs: attributeOf(attributes, 'CODECS'),
      bandwidthBps: Number(/(?:^|,)BANDWIDTH=(\d+)/.exec(attributes)?.[1]),
      width: Number(width),
      height: Number(height),
      language: '',
      label: '',
    };
  });
}

function attributeOf(text: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '';
}
