import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VideoRung } from './ladder.ts';

/**
 * Writes `master.m3u8` over the muxed renditions in `folder`. ffmpeg's own names no CODECS for streams that it copies,
 * and counts no bandwidth for audio without a bitrate in its header.
 *
 * @param codecsFrom a multivariant playlist of the same streams, which names their codecs by RESOLUTION
 */
export async function writeMuxedMaster(
  folder: string,
  rungs: readonly VideoRung[],
  codecsFrom: string,
): Promise<void> {
  const named = (await readFile(codecsFrom, 'utf8')).split('\n');
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const { width, height } of rungs) {
    const resolution = `RESOLUTION=${width}x${height}`;
    const line = named.find((text) => text.startsWith('#EXT-X-STREAM-INF') && text.includes(resolution));
    const codecs = /CODECS="[^"]*"/.exec(line ?? '')?.[0];
    if (codecs === undefined) throw new Error(`${codecsFrom} names no codecs for ${resolution}`);
    const { peakBps, averageBps } = await segmentBitrates(join(folder, String(height)));
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${peakBps},AVERAGE-BANDWIDTH=${averageBps},${codecs},${resolution},FRAME-RATE=25.000`,
      `${height}/media.m3u8`,
    );
  }
  await writeFile(join(folder, 'master.m3u8'), `${lines.join('\n')}\n`);
}

/** @see https://datatracker.ietf.org/doc/html/draft-pantos-hls-rfc8216bis#section-4.4.6.2 for what the two figures mean */
async function segmentBitrates(folder: string): Promise<{ peakBps: number; averageBps: number }> {
  const playlist = await readFile(join(folder, 'media.m3u8'), 'utf8');
  let [peakBps, totalBits, totalSec] = [0, 0, 0];
  for (const [, duration = '', file = ''] of playlist.matchAll(/#EXTINF:([\d.]+),[^\n]*\n(.+)/g)) {
    const sec = Number(duration);
    const bits = (await stat(join(folder, file))).size * 8;
    peakBps = Math.max(peakBps, Math.ceil(bits / sec));
    totalBits += bits;
    totalSec += sec;
  }
  if (totalSec === 0) throw new Error(`No segments in ${folder}`);
  return { peakBps, averageBps: Math.ceil(totalBits / totalSec) };
}
