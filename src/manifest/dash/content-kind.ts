import { codecKind, listCodecs } from '../../model/codec-kind.ts';
import type { Container } from '../../model/rendition.ts';
import type { TrackKind } from '../../model/track.ts';

/** Kinds of what a codec list names, without doubles. */
export function readCodecKinds(codecs: string): readonly TrackKind[] {
  return [...new Set(listCodecs(codecs).map(codecKind))].filter((kind) => kind !== null);
}

/** From `contentType` (or the first half of a MIME type), the MIME type and the codecs; null where none tells. */
export function readKind(contentType: string, mimeType: string, codecs: string): TrackKind | null {
  const kinds = readCodecKinds(codecs);
  for (const name of [contentType.toLowerCase(), mimeType.split('/', 1)[0] ?? '']) {
    if (name === 'video' || name === 'audio' || name === 'text' || name === 'image') {
      return name === 'audio' && kinds.includes('video') ? 'video' : name;
    }
  }
  if (mimeType.includes('ttml')) return 'text';
  return kinds.includes('video') ? 'video' : (kinds[0] ?? null);
}

const CONTAINERS: Readonly<Record<string, Container>> = {
  mp4: 'mp4',
  webm: 'webm',
  mp2t: 'ts',
  mpeg: 'mp3',
  mp3: 'mp3',
  aac: 'aac',
  vtt: 'vtt',
  'ttml+xml': 'ttml',
  jpeg: 'image',
  png: 'image',
};

/** `mimeType` in lower case, without parameters. */
export function readContainer(mimeType: string): Container {
  const [major = '', minor = ''] = mimeType.split('/');
  return major === 'image' ? 'image' : (CONTAINERS[minor] ?? 'unknown');
}
