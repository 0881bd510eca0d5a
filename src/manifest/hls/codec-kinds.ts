const AUDIO = /^(mp4a|[ae]c-[34]|mp3|opus|flac|alac|vorbis|dts|mha1|mhm[12]|iamf)/i;
const TEXT = /^(wvtt|stpp|tx3g|c608|c708)/i;

/** The RFC 6381 codecs of a CODECS attribute by what they carry, comma separated; null: none of that kind. */
export interface CodecKinds {
  readonly video: string | null;
  readonly audio: string | null;
  readonly text: string | null;
  /** Video and audio, in that order; null: unknown. */
  readonly media: string | null;
}

const joinCodecs = (codecs: readonly (string | null)[]): string | null =>
  codecs.filter((codec) => codec !== null).join(',') || null;

/** What is neither known audio nor known text counts as video: there, new names come up most. */
export function splitCodecs(attribute: string | undefined): CodecKinds {
  const codecs = (attribute ?? '').split(',').map((codec) => codec.trim());
  const named = codecs.filter((codec) => codec !== '');
  const audio = joinCodecs(named.filter((codec) => AUDIO.test(codec)));
  const text = joinCodecs(named.filter((codec) => TEXT.test(codec)));
  const video = joinCodecs(named.filter((codec) => !AUDIO.test(codec) && !TEXT.test(codec)));
  return { video, audio, text, media: joinCodecs([video, audio]) };
}
