import { codecKind, listCodecs } from '../../model/codec-kind.ts';
import type { Container, Rendition } from '../../model/rendition.ts';
import type { TrackKind } from '../../model/track.ts';
import type { SinkTypes } from './media-host.ts';

const SUBTYPE: Partial<Record<Container, string>> = {
  mp4: 'mp4',
  webm: 'webm',
  ts: 'mp4',
  aac: 'mp4',
  unknown: 'mp4',
};

/** What is not known counts as video: there, new names come up most. */
export function splitCodecs(codecs: string): {
  readonly video: readonly string[];
  readonly audio: readonly string[];
} {
  const all = listCodecs(codecs);
  return {
    video: all.filter((codec) => (codecKind(codec) ?? 'video') === 'video'),
    audio: all.filter((codec) => codecKind(codec) === 'audio'),
  };
}

/** The codec's family: renditions of one family switch without `changeType`. */
export function codecFamily(codec: string): string {
  const name = (codec.split('.')[0] ?? '').toLowerCase();
  const alias: Record<string, string> = { avc3: 'avc1', hev1: 'hvc1', vp9: 'vp09', dvhe: 'dvh1' };
  // MP3 in MP4 is not AAC (ISO/IEC 14496-1 object types).
  if (/^mp4a\.(40\.34|6b|69)$/i.test(codec)) return 'mp3';
  return alias[name] ?? name;
}

/**
 * Whether two MIME types need no `changeType` between them: same container, same codec families. `isSplit`: `b` may
 * name more, behind those.
 */
export function isSameFamily(a: string, b: string, isSplit = false): boolean {
  const shape = (mimeType: string): string => {
    const [type = '', codecs = ''] = mimeType.split(/;\s*codecs=/);
    const families = codecs
      .replace(/"/g, '')
      .split(',')
      .map((codec) => codecFamily(codec.trim()));
    return `${type} ${families.join()},`;
  };
  return isSplit ? shape(b).startsWith(shape(a)) : shape(a) === shape(b);
}

/** MIME types of the SourceBuffers that a rendition needs; null where its codecs must be probed first. */
export function sinkTypes(rendition: Rendition, kind: TrackKind): SinkTypes | null {
  const { codecs, container } = rendition;
  const isPackedMp3 = container === 'unknown' && codecs !== null && codecFamily(codecs) === 'mp3';
  if (container === 'mp3' || isPackedMp3) return { audio: 'audio/mpeg' };
  if (codecs === null) return null;
  if (kind === 'audio') return { audio: mimeType('audio', container, splitCodecs(codecs).audio) };
  const { video, audio } = splitCodecs(codecs);
  // What carries both in MPEG-TS is transmuxed into two buffers; fMP4 and WebM keep theirs in one.
  if (container === 'ts' && audio.length > 0) {
    return { video: mimeType('video', container, video), audio: mimeType('audio', container, audio) };
  }
  return { video: mimeType('video', container, [...video, ...audio]) };
}

export function mimeType(kind: 'video' | 'audio', container: Container, codecs: readonly string[]): string {
  return `${kind}/${SUBTYPE[container] ?? 'mp4'}; codecs="${codecs.join(',')}"`;
}
