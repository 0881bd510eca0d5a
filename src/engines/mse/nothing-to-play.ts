import { PlayerError } from '../../core/errors.ts';

export function nothingToPlay(url: string, detail: string): PlayerError<'manifest-empty'> {
  const message = `There is nothing to play in ${url}: ${detail}.`;
  return new PlayerError('manifest-empty', message, { url, detail });
}
