import type { ErrorCode } from '../src/index.ts';

const OUR_FAULT = 'Something is wrong with this page';
const BAD_MANIFEST = 'The manifest cannot be used';
const BAD_MEDIA = 'The media cannot be played';

/** What happened, in a few plain words; the error's own message has the particulars. */
export const ERROR_TITLES: Readonly<Record<ErrorCode, string>> = {
  'config-invalid': OUR_FAULT,
  'player-destroyed': OUR_FAULT,
  'track-unknown': OUR_FAULT,
  'rendition-unknown': OUR_FAULT,
  'source-unsupported': 'This is not a stream that can be played',
  'mse-missing': 'This browser cannot play streams',
  'network-status': 'The server refused a request',
  'network-timeout': 'The server does not answer',
  'network-failed': 'The connection failed',
  'manifest-malformed': BAD_MANIFEST,
  'manifest-unsupported': BAD_MANIFEST,
  'manifest-empty': BAD_MANIFEST,
  'codec-unsupported': 'This browser cannot decode the stream',
  'drm-unsupported': 'The stream is protected',
  'drm-failed': 'The licence could not be had',
  'engine-failed': 'The player behind Kinora failed',
  'decrypt-failed': 'The stream could not be decrypted',
  'segment-invalid': BAD_MEDIA,
  'append-failed': BAD_MEDIA,
  'decode-failed': BAD_MEDIA,
  'buffer-full': 'The stream needs more memory than there is',
  internal: OUR_FAULT,
};
