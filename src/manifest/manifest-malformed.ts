import { PlayerError, stripUrl } from '../core/errors.ts';

/** The error for a manifest, playlist or index at `url` that breaks its grammar; `detail` says where and how. */
export function manifestMalformed(url: string, detail: string): PlayerError<'manifest-malformed'> {
  const shown = stripUrl(url);
  return new PlayerError('manifest-malformed', `Reading ${shown}: ${detail}`, { url: shown, detail });
}
