import { join } from 'node:path';
import { pictureGraph } from './frame-marker-filter.ts';
import {
  AAC_BPS,
  AUDIO_LANGUAGES,
  DURATION_SEC,
  FPS,
  H264_RUNGS,
  KEYFRAME_SEC,
  MIDDLE_SEC,
  OPUS_BPS,
  SHORT_RUNGS,
  SHORT_SEC,
  type VideoRung,
} from './ladder.ts';
import { runCommand } from './run-command.ts';

export type Report = (fraction: number) => void;

const KEYFRAME_FRAMES = KEYFRAME_SEC * FPS;
const X264 = [
  '-c:v libx264 -preset ultrafast -profile:v main -pix_fmt yuv420p',
  // B-frames, so that decoding and presentation times differ as they do in film.
  '-bf 2 -b_strategy 0',
  `-g ${KEYFRAME_FRAMES} -keyint_min ${KEYFRAME_FRAMES} -sc_threshold 0 -flags +cgop`,
].join(' ');
const VP9 = `-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -pix_fmt yuv420p -g ${KEYFRAME_FRAMES}`;
const AV1 = `-c:v libsvtav1 -preset 12 -pix_fmt yuv420p -g ${KEYFRAME_FRAMES}`;

/** All H.264 rungs from one pass over one 1080p picture. */
export async function encodeH264(dir: string, report: Report): Promise<void> {
  await encodeRungs(dir, report, {
    rungs: H264_RUNGS,
    durationSec: DURATION_SEC,
    codecArgs: X264,
    fileName: (rung) => `h264-${rung.height}.mp4`,
    rateArgs: ({ bitrateBps }) => [
      '-b:v',
      bitrateBps,
      '-maxrate',
      bitrateBps * 1.3,
      '-bufsize',
      bitrateBps * 2,
    ],
  });
}

/** Two short rungs each of VP9 and AV1. */
export async function encodeModernCodecs(dir: string, report: Report): Promise<void> {
  const short = { rungs: SHORT_RUNGS, durationSec: SHORT_SEC };
  const rateArgs = ({ bitrateBps }: VideoRung): (string | number)[] => ['-b:v', bitrateBps];
  await encodeRungs(dir, (fraction) => report(fraction / 2), {
    ...short,
    codecArgs: VP9,
    fileName: (rung) => `vp9-${rung.height}.webm`,
    rateArgs,
  });
  await encodeRungs(dir, (fraction) => report(0.5 + fraction / 2), {
    ...short,
    codecArgs: AV1,
    fileName: (rung) => `av1-${rung.height}.mp4`,
    rateArgs,
  });
}

/** A tone per language, as AAC-LC and as Opus. */
export async function encodeAudio(dir: string, report: Report): Promise<void> {
  const args: string[] = [];
  for (const { toneHz } of AUDIO_LANGUAGES) {
    args.push('-f', 'lavfi', '-i', `sine=frequency=${toneHz}:sample_rate=48000:duration=${DURATION_SEC}`);
  }
  AUDIO_LANGUAGES.forEach(({ language }, index) => {
    const input = ['-map', `${index}:a`, '-ac', '2'];
    args.push(...input, '-c:a', 'aac', '-b:a', String(AAC_BPS), join(dir, `aac-${language}.mp4`));
    args.push(...input, '-c:a', 'libopus', '-b:a', String(OPUS_BPS), join(dir, `opus-${language}.webm`));
  });
  await runFfmpeg(args, DURATION_SEC, report);
}

/** Shorter copies of what is already encoded, cut on keyframes: `<name>-<seconds>s.<extension>`. */
export async function cutSources(dir: string): Promise<void> {
  const cuts = [
    ...H264_RUNGS.filter(({ height }) => height <= 480).map(
      ({ height }) => `h264-${height}.mp4 ${MIDDLE_SEC}`,
    ),
    ...AUDIO_LANGUAGES.flatMap(({ language }) => [
      `aac-${language}.mp4 ${MIDDLE_SEC}`,
      `aac-${language}.mp4 ${SHORT_SEC}`,
      `opus-${language}.webm ${SHORT_SEC}`,
    ]),
  ];
  for (const cut of cuts) {
    const [file = '', sec = ''] = cut.split(' ');
    const output = file.replace('.', `-${sec}s.`);
    // ffmpeg cuts by decoding time, which B-frames put up to two frames before the presentation time.
    const untilSec = file.startsWith('h264') ? Number(sec) - 2.5 / FPS : Number(sec);
    await runFfmpeg(['-i', join(dir, file), '-t', String(untilSec), '-c', 'copy', join(dir, output)]);
  }
}

interface RungsJob {
  readonly rungs: readonly VideoRung[];
  readonly durationSec: number;
  readonly codecArgs: string;
  readonly fileName: (rung: VideoRung) => string;
  readonly rateArgs: (rung: VideoRung) => readonly (string | number)[];
}

async function encodeRungs(dir: string, report: Report, job: RungsJob): Promise<void> {
  const largest = job.rungs.reduce((a, b) => (b.height > a.height ? b : a));
  const split = job.rungs.map((_, index) => `[s${index}]`).join('');
  const scales = job.rungs.map(
    ({ width, height }, index) => `[s${index}]scale=${width}:${height}:flags=area,setsar=1[v${index}]`,
  );
  const graph = [
    pictureGraph(largest.width, largest.height, job.durationSec),
    `[picture]split=${job.rungs.length}${split}`,
    ...scales,
  ].join(';');
  const outputs = job.rungs.flatMap((rung, index) => [
    ...['-map', `[v${index}]`, ...job.codecArgs.split(' '), ...job.rateArgs(rung).map(String)],
    join(dir, job.fileName(rung)),
  ]);
  await runFfmpeg(['-filter_complex', graph, ...outputs], job.durationSec, report);
}

/** Runs ffmpeg and reports how much of `durationSec` it has done. */
export async function runFfmpeg(
  args: readonly string[],
  durationSec = 0,
  report?: Report,
  cwd?: string,
): Promise<void> {
  await runCommand('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-progress', 'pipe:1', ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    onLine: (line) => {
      const micros = /^out_time_us=(\d+)/.exec(line)?.[1];
      if (micros !== undefined && durationSec > 0) report?.(Number(micros) / 1e6 / durationSec);
    },
  });
}
