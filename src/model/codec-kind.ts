const VIDEO = /^(avc|hev|hvc|hvt|vp0?[89]|av0?1|dv[ah]|dav|vv[ci]|evc|lcevc|lvc|mp4v|s263|theora)/i;
const AUDIO = /^(mp4a|ac-[34]|ec-3|ec\+3|ec-4|opus|vorbis|flac|dts|mp3|alac|mh[am]|iamf|[if]?pcm|samr|sawb)/i;
const TEXT = /^(stpp|wvtt|ttml|webvtt|tx3g|sbtt|c[67]08|vtt)/i;

/** What one codec of a list carries, by the first characters of its name (RFC 6381); null: not known. */
export function codecKind(codec: string): 'video' | 'audio' | 'text' | null {
  if (AUDIO.test(codec)) return 'audio';
  if (TEXT.test(codec)) return 'text';
  return VIDEO.test(codec) ? 'video' : null;
}

/** The names of a codec list, as browsers know them. */
export function listCodecs(codecs: string): readonly string[] {
  return codecs
    .split(',')
    .map((codec) => renewAvc(codec.trim()))
    .filter((codec) => codec !== '');
}

/** Old packagers write profile and level of H.264 in decimals: `avc1.66.30` is `avc1.42001e`. @see RFC 6381 §3.3 */
function renewAvc(codec: string): string {
  const [, name, profile, level] = /^(avc[13])\.(\d+)\.(\d+)$/i.exec(codec) ?? [];
  const hex = (decimal = ''): string => Number(decimal).toString(16).padStart(2, '0');
  return name === undefined ? codec : `${name}.${hex(profile)}00${hex(level)}`;
}
