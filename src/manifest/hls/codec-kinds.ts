import { codecKind, listCodecs } from '../../model/codec-kind.ts';

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
  const named = listCodecs(attribute ?? '');
  const [video, audio, text] = (['video', 'audio', 'text'] as const).map((kind) =>
    joinCodecs(named.filter((codec) => (codecKind(codec) ?? 'video') === kind)),
  ) as [string | null, string | null, string | null];
  return { video, audio, text, media: joinCodecs([video, audio]) };
}
