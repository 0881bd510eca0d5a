import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUDIO_LANGUAGES, DURATION_SEC, FPS, H264_RUNGS, SHORT_RUNGS, SHORT_SEC } from './ladder.ts';
import { addSidecarText } from './mpd-edit.ts';
import { runPackager, type StreamDescriptor } from './shaka-packager.ts';
import { audioStreams, hlsTextStreams, videoStream, type Layout } from './stream-descriptors.ts';
import { webVtt } from './subtitles.ts';

const COMMON_FLAGS = ['--generate_static_live_mpd', '--default_language=en'];

/** WebVTT sources of the full length; every package takes its text from them. */
export async function writeSubtitles(dir: string): Promise<void> {
  for (const { language } of AUDIO_LANGUAGES) {
    await writeFile(join(dir, `src/${language}.vtt`), webVtt(language, DURATION_SEC, FPS));
  }
}

/** The ladder as 2 s files: `$Number$` with `@duration`, `$Number$` with SegmentTimeline, and HLS over the same. */
export async function packageCmaf2s(dir: string): Promise<void> {
  const layout: Layout = { dir: 'cmaf-2s', segment: '$Number$', extension: 'm4s' };
  const streams = ladder(layout);
  const flags = [...COMMON_FLAGS, '--segment_duration=2'];
  // The second run writes the same segments again, which costs a third of a second and no disk.
  await runPackager(dir, streams, [...flags, '--mpd_output=cmaf-2s/timeline.mpd']);
  await runPackager(
    dir,
    [...streams, ...hlsTextStreams(layout.dir)],
    [
      ...flags,
      '--segment_template_constant_duration',
      '--allow_approximate_segment_timeline',
      '--mpd_output=cmaf-2s/number.mpd',
      '--hls_master_playlist_output=cmaf-2s/master.m3u8',
    ],
  );
  await addText(dir, ['cmaf-2s/number.mpd', 'cmaf-2s/timeline.mpd']);
}

/** The ladder as 4 s files named by `$Time$`, and HLS over the same. */
export async function packageCmaf4s(dir: string): Promise<void> {
  const layout: Layout = { dir: 'cmaf-4s', segment: '$Time$', extension: 'm4s' };
  await runPackager(
    dir,
    [...ladder(layout), ...hlsTextStreams(layout.dir)],
    [
      ...COMMON_FLAGS,
      '--segment_duration=4',
      '--mpd_output=cmaf-4s/time.mpd',
      '--hls_master_playlist_output=cmaf-4s/master.m3u8',
    ],
  );
  await addText(dir, ['cmaf-4s/time.mpd']);
}

/** One file per rendition: SegmentBase with sidx, SegmentList of byte ranges, HLS with EXT-X-BYTERANGE. */
export async function packageOnDemand(dir: string): Promise<void> {
  const streams = ladder({ dir: 'on-demand', segment: undefined, extension: 'mp4' });
  const flags = ['--default_language=en', '--segment_duration=2'];
  const list = [...flags, '--dash_force_segment_list', '--mpd_output=on-demand/segment-list.mpd'];
  await runPackager(dir, streams, list);
  await runPackager(dir, streams, [
    ...flags,
    '--mpd_output=on-demand/segment-base.mpd',
    '--hls_master_playlist_output=on-demand/master.m3u8',
  ]);
  await addText(dir, ['on-demand/segment-list.mpd', 'on-demand/segment-base.mpd']);
}

/** VP9 with Opus in WebM, AV1 with AAC in MP4, both short. */
export async function packageModernCodecs(dir: string): Promise<void> {
  const webm: Layout = { dir: 'vp9', segment: '$Number$', extension: 'webm' };
  const vp9 = SHORT_RUNGS.map((rung) => videoStream(webm, `src/vp9-${rung.height}.webm`, rung));
  await runPackager(
    dir,
    [...vp9, ...audioStreams(webm, (language) => `src/opus-${language}-${SHORT_SEC}s.webm`)],
    [...COMMON_FLAGS, '--segment_duration=2', '--mpd_output=vp9/manifest.mpd'],
  );
  const mp4: Layout = { dir: 'av1', segment: '$Number$', extension: 'm4s' };
  const av1 = SHORT_RUNGS.map((rung) => videoStream(mp4, `src/av1-${rung.height}.mp4`, rung));
  await runPackager(
    dir,
    [...av1, ...audioStreams(mp4, (language) => `src/aac-${language}-${SHORT_SEC}s.mp4`)],
    [
      ...COMMON_FLAGS,
      '--segment_duration=2',
      '--mpd_output=av1/manifest.mpd',
      '--hls_master_playlist_output=av1/master.m3u8',
    ],
  );
}

function ladder(layout: Layout): StreamDescriptor[] {
  return [
    ...H264_RUNGS.map((rung) => videoStream(layout, `src/h264-${rung.height}.mp4`, rung)),
    ...audioStreams(layout, (language) => `src/aac-${language}.mp4`),
  ];
}

async function addText(dir: string, mpds: readonly string[]): Promise<void> {
  for (const mpd of mpds) {
    const path = join(dir, mpd);
    const tracks = AUDIO_LANGUAGES.map(({ language, label }) => ({
      language,
      label,
      url: `${language}.vtt`,
    }));
    for (const { language, url } of tracks) {
      await copyFile(join(dir, `src/${language}.vtt`), join(path, '..', url));
    }
    await writeFile(path, addSidecarText(await readFile(path, 'utf8'), tracks));
  }
}
