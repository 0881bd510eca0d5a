import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpeg } from './encode.ts';
import { DURATION_SEC, H264_RUNGS, KEYFRAME_SEC, MIDDLE_SEC, type VideoRung } from './ladder.ts';
import { writeMuxedMaster } from './muxed-master.ts';
import { runPackager } from './shaka-packager.ts';
import { audioStreams, videoStream, type Layout } from './stream-descriptors.ts';

/** 240p, 480p and 720p: a ladder for switches in TS at half the size of the whole. */
export const TS_RUNGS: readonly VideoRung[] = H264_RUNGS.filter(({ height }) =>
  [240, 480, 720].includes(height),
);
/** What is short and only there for its packaging. */
export const SMALL_RUNGS: readonly VideoRung[] = H264_RUNGS.filter(({ height }) =>
  [240, 480].includes(height),
);

/** Fixed, so that the build is reproducible; it protects nothing. */
const AES_KEY = Buffer.from('kinora-aes-key-1');
const AES_IV_HEX = '0123456789abcdef0123456789abcdef';

/** Audio and video in one MPEG-TS: the ladder with a multivariant playlist, and the same without CODECS. */
export async function packageTsMuxed(dir: string): Promise<void> {
  await muxHls(dir, 'hls-ts', TS_RUNGS, DURATION_SEC, ['-hls_segment_type', 'mpegts'], 'ts');
  const master = await readFile(join(dir, 'hls-ts/master.m3u8'), 'utf8');
  await writeFile(join(dir, 'hls-ts/no-codecs.m3u8'), master.replace(/,CODECS="[^"]*"/g, ''));
}

/** Audio and video in one fragmented MP4. */
export async function packageFmp4Muxed(dir: string): Promise<void> {
  await muxHls(
    dir,
    'hls-fmp4-muxed',
    SMALL_RUNGS,
    MIDDLE_SEC,
    [
      ...['-hls_segment_type', 'fmp4'],
      // Without it B-frames delay the picture by two frames against the playlist.
      ...['-hls_segment_options', 'movflags=+negative_cts_offsets'],
    ],
    'm4s',
  );
}

/** Muxed TS whose segments are encrypted whole with AES-128. */
export async function packageTsAes(dir: string): Promise<void> {
  const out = join(dir, 'hls-ts-aes');
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'key.bin'), AES_KEY);
  const keyInfo = join(dir, 'src/aes-key-info');
  await writeFile(keyInfo, `../key.bin\n${join(out, 'key.bin')}\n${AES_IV_HEX}\n`);
  const flags = ['-hls_segment_type', 'mpegts', '-hls_key_info_file', keyInfo];
  await muxHls(dir, 'hls-ts-aes', SMALL_RUNGS, MIDDLE_SEC, flags, 'ts');
}

/** Video in MPEG-TS, audio as packed AAC whose segments carry their time in an ID3 tag. */
export async function packagePackedAudio(dir: string): Promise<void> {
  const ts: Layout = { dir: 'hls-packed-audio', segment: '$Number$', extension: 'ts' };
  const aac: Layout = { ...ts, extension: 'aac' };
  await runPackager(
    dir,
    [
      ...SMALL_RUNGS.map((rung) => videoStream(ts, `src/h264-${rung.height}-${MIDDLE_SEC}s.mp4`, rung)),
      ...audioStreams(aac, (language) => `src/aac-${language}-${MIDDLE_SEC}s.mp4`),
    ],
    [
      '--segment_duration=2',
      '--default_language=en',
      '--hls_master_playlist_output=hls-packed-audio/master.m3u8',
    ],
  );
}

/**
 * ffmpeg's HLS muxer, since the packager writes no muxed segments. Video with English audio, which comes from the
 * packaged file: there the encoder's priming is gone, so that audio and video start at the same time.
 */
async function muxHls(
  dir: string,
  folder: string,
  rungs: readonly VideoRung[],
  durationSec: number,
  flags: readonly string[],
  extension: string,
): Promise<void> {
  const out = join(dir, folder);
  const sourceSuffix = durationSec === DURATION_SEC ? '' : `-${durationSec}s`;
  await mkdir(out, { recursive: true });
  const inputs = rungs.flatMap(({ height }) => ['-i', join(dir, `src/h264-${height}${sourceSuffix}.mp4`)]);
  const audioIndex = rungs.length;
  const maps = rungs.flatMap((_, index) => ['-map', `${index}:v`, '-map', `${audioIndex}:a`]);
  const variants = rungs.map(({ height }, index) => `v:${index},a:${index},name:${height}`).join(' ');
  await runFfmpeg(
    [
      ...[...inputs, '-t', String(durationSec), '-i', join(dir, 'on-demand/audio-en.mp4')],
      ...[...maps, '-c', 'copy'],
      ...['-f', 'hls', '-hls_time', String(KEYFRAME_SEC), '-hls_playlist_type', 'vod', ...flags],
      ...['-hls_flags', 'independent_segments'],
      ...['-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', `%v/%d.${extension}`],
      ...['-var_stream_map', variants, '%v/media.m3u8'],
    ],
    0,
    undefined,
    out,
  );
  await writeMuxedMaster(out, rungs, join(dir, 'cmaf-2s/master.m3u8'));
}
