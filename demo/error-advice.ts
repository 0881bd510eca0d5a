import type { ErrorCode } from '../src/index.ts';

const CHECK_URL = 'Check the URL, and whether the server is up.';
const CHECK_MANIFEST = 'Check the manifest with a validator of its format.';
const CHECK_MEDIA = 'Check how the media was packaged.';
const OUR_FAULT = 'This is a fault of this page or of the player.';

/** What to try, for a person who looks at the demo. */
export const ERROR_ADVICE: Readonly<Record<ErrorCode, string>> = {
  'config-invalid': OUR_FAULT,
  'player-destroyed': OUR_FAULT,
  'track-unknown': OUR_FAULT,
  'rendition-unknown': OUR_FAULT,
  'source-unsupported': 'Give the URL of a DASH manifest (.mpd) or an HLS playlist (.m3u8).',
  'mse-missing': 'Open the page in a browser with Media Source Extensions.',
  'network-status': CHECK_URL,
  'network-timeout': 'The server is too slow, or the network is down.',
  'network-failed': 'Check the network, and whether the server allows other sites to read it (CORS).',
  'manifest-malformed': CHECK_MANIFEST,
  'manifest-unsupported': 'The stream uses something that this player does not play yet.',
  'manifest-empty': CHECK_MANIFEST,
  'codec-unsupported': 'This browser has no decoder for any of the codecs offered.',
  'drm-unsupported': 'Protected streams need a licence exchange, which this version does not have yet.',
  'decrypt-failed': 'Check the key that the playlist points to.',
  'segment-invalid': CHECK_MEDIA,
  'append-failed': CHECK_MEDIA,
  'decode-failed': CHECK_MEDIA,
  'buffer-full': 'This device has too little memory for the bitrate.',
  internal: OUR_FAULT,
};
