import { PlayerError } from '../../core/errors.ts';

export function codecUnsupported(url: string, codecs: readonly string[]): PlayerError<'codec-unsupported'> {
  return new PlayerError(
    'codec-unsupported',
    `This browser can decode none of what is offered: ${codecs.join('; ')}. Offer H.264 with AAC beside it.`,
    { url, codecs },
  );
}
