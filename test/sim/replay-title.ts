import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../tools/media/run-command.ts';
import { beginTitle, type SimTitle } from './title.ts';

/** Small media that stands in for every rung of a title: so much smaller than the lowest that its own transfer counts for nothing. */
export interface ReplayMedia {
  /** RFC 6381. */
  readonly codec: string;
  readonly init: Uint8Array;
  readonly segments: readonly Uint8Array[];
}

/** Length and type of the box that fills a segment up. @see ISO/IEC 14496-12 §8.1.2 */
const FREE_HEADER_BYTES = 8;
const FRAMES_PER_SEC = 5;

/** Makes the media with ffmpeg, or takes what was made before, of which `cacheDir` holds one folder for each length. */
export async function makeReplayMedia(
  cacheDir: string,
  segmentSec: number,
  count: number,
): Promise<ReplayMedia> {
  const dir = join(cacheDir, `${count}x${segmentSec}s`);
  if (!existsSync(dir)) {
    const making = `${dir}-making`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    const frames = segmentSec * FRAMES_PER_SEC;
    await runCommand(
      'ffmpeg',
      [
        ...['-v', 'error', '-nostdin', '-f', 'lavfi'],
        ...['-i', `color=s=64x36:r=${FRAMES_PER_SEC}:d=${segmentSec * count}`],
        ...['-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p'],
        ...['-x264-params', `keyint=${frames}:min-keyint=${frames}:scenecut=0`],
        ...['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_time', String(segmentSec), '-hls_list_size', '0'],
        ...['-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', '%d.m4s', 'media.m3u8'],
      ],
      { cwd: making },
    );
    await rename(making, dir);
  }
  const init = await readFile(join(dir, 'init.mp4'));
  return {
    codec: readCodec(init),
    init,
    segments: await Promise.all(
      Array.from({ length: count }, (_, segment) => readFile(join(dir, `${segment}.m4s`))),
    ),
  };
}

/** Profile, constraints and level, as the decoder's configuration has them. @see ISO/IEC 14496-15 §5.3.3.1 */
function readCodec(init: Buffer): string {
  const at = init.indexOf('avcC') + 'avcC'.length + 1;
  return `avc1.${init.subarray(at, at + 3).toString('hex')}`;
}

/** The beginning of a title, as long as the media is; no segment smaller than what stands in for it. */
export function fitTitle(title: SimTitle, { segments }: ReplayMedia): SimTitle {
  const beginning = beginTitle(title, segments.length * title.segmentSec);
  return {
    ...beginning,
    sizes: beginning.sizes.map((sizes, segment) => {
      const least = ((segments[segment]?.length ?? 0) + FREE_HEADER_BYTES) * 8;
      return sizes.map((bits) => Math.max(least, Math.round(bits / 8) * 8));
    }),
  };
}

/** The media of a segment behind as much filling as makes it so large: nothing of it plays before all of it is there. */
export function fillUp(media: Uint8Array, bytes: number): Uint8Array {
  const filled = new Uint8Array(bytes);
  const fillBytes = bytes - media.length;
  new DataView(filled.buffer).setUint32(0, fillBytes);
  filled.set(new TextEncoder().encode('free'), 4);
  filled.set(media, fillBytes);
  return filled;
}

/** A manifest that tells the size of every segment, as byte ranges. @see ISO/IEC 23009-1 §5.3.9.3 */
export function writeMpd({ segmentSec, bitratesBps, sizes }: SimTitle, codec: string): string {
  const representations = bitratesBps.map((bps, rung) => {
    const urls = sizes.map((of, segment) => {
      const bytes = (of[rung] ?? 0) / 8;
      return `<SegmentURL media="${rung}/${segment}" mediaRange="0-${bytes - 1}"/>`;
    });
    return `<Representation id="${rung}" bandwidth="${bps}" codecs="${codec}" mimeType="video/mp4">
<SegmentList timescale="1" duration="${segmentSec}"><Initialization sourceURL="init.mp4"/>${urls.join('')}</SegmentList>
</Representation>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-main:2011" type="static" minBufferTime="PT${segmentSec}S" mediaPresentationDuration="PT${segmentSec * sizes.length}S">
<Period><AdaptationSet contentType="video" segmentAlignment="true">
${representations.join('\n')}
</AdaptationSet></Period>
</MPD>
`;
}
