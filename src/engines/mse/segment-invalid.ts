import { PlayerError, stripUrl } from '../../core/errors.ts';

/** @param mediaUrl of the segment, or its init segment; what may be secret in it is left out */
export function segmentInvalid(mediaUrl: string, detail: string): PlayerError {
  const url = stripUrl(mediaUrl);
  return new PlayerError('segment-invalid', `The media at ${url} cannot be used: ${detail}`, { url, detail });
}
