import { AUDIO_LANGUAGES, H264_RUNGS, MIDDLE_SEC } from './ladder.ts';
import { runPackager } from './shaka-packager.ts';
import { audioStream, videoStream, type Layout } from './stream-descriptors.ts';

export type ProtectionScheme = 'cenc' | 'cbcs';

/** Test keys by key id, both in hex: a key for video and another for audio, as protected services have. */
export const CLEAR_KEYS = {
  video: { keyId: '6b696e6f72612d766964656f2d303031', key: '00112233445566778899aabbccddeeff' },
  audio: { keyId: '6b696e6f72612d617564696f2d303031', key: 'ffeeddccbbaa99887766554433221100' },
} as const;

/** Two rungs and one language, encrypted from the first segment on, with a common-system pssh (ClearKey). */
export async function packageEncrypted(dir: string, scheme: ProtectionScheme): Promise<void> {
  const layout: Layout = { dir: scheme, segment: '$Number$', extension: 'm4s' };
  const video = H264_RUNGS.slice(0, 2).map((rung) => ({
    ...videoStream(layout, `src/h264-${rung.height}-${MIDDLE_SEC}s.mp4`, rung),
    drm_label: 'video',
  }));
  const audio = AUDIO_LANGUAGES.slice(0, 1).map((language) => ({
    ...audioStream(layout, `src/aac-${language.language}-${MIDDLE_SEC}s.mp4`, language),
    drm_label: 'audio',
  }));
  const keys = Object.entries(CLEAR_KEYS).map(
    ([label, { keyId, key }]) => `label=${label}:key_id=${keyId}:key=${key}`,
  );
  await runPackager(
    dir,
    [...video, ...audio],
    [
      '--generate_static_live_mpd',
      '--default_language=en',
      '--segment_duration=2',
      '--enable_raw_key_encryption',
      `--keys=${keys.join(',')}`,
      `--protection_scheme=${scheme}`,
      // A fixed IV keeps the build reproducible; it protects nothing here.
      `--iv=${scheme === 'cenc' ? '0000000000000001' : '00000000000000000000000000000001'}`,
      '--clear_lead=0',
      '--protection_systems=CommonSystem',
      `--mpd_output=${scheme}/manifest.mpd`,
    ],
  );
}
