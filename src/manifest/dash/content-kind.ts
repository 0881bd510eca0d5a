import type { Container } from '../../model/rendition.ts';
import type { TrackKind } from '../../model/track.ts';

const VIDEO = /^(avc|hev|hvc|hvt|vp0?[89]|av0?1|dv[ah]|dav|vv[ci]|evc|lcevc|lvc|mp4v|s263|theora)/i;
const AUDIO = /^(mp4a|ac-[34]|ec-3|ec\+3|opus|vorbis|flac|dts|mp3|alac|mh[am]|iamf|[if]?pcm|samr|sawb)/i;
const TEXT = /^(stpp|wvtt|ttml|webvtt|tx3g|sbtt|c[67]08|vtt)/i;

/** Kinds of what a codec list names, without doubles. */
export function readCodecKinds(codecs: string): readonly TrackKind[] {
  const kinds = codecs.split(',').flatMap((codec): TrackKind[] => {
    const name = codec.trim();
    if (VIDEO.test(name)) return ['video'];
    if (AUDIO.test(name)) return ['audio'];
    return TEXT.test(name) ? ['text'] : [];
  });
  return [...new Set(kinds)];
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
