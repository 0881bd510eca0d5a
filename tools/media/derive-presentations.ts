import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHORT_SEC } from './ladder.ts';
import { joinPeriods, keepContentType } from './mpd-edit.ts';

/** Where the second half of a derived presentation starts in the ladder. */
export const LATER_SEC = 30;

/** Presentations over segments that are already packaged: they cost a manifest each. */
export async function derivePresentations(dir: string): Promise<void> {
  const timeline = await readFile(join(dir, 'cmaf-2s/timeline.mpd'), 'utf8');
  const media = withoutText(timeline);
  await writeFile(join(dir, 'cmaf-2s/audio-only.mpd'), keepContentType(timeline, 'audio'));
  await writeFile(join(dir, 'cmaf-2s/video-only.mpd'), keepContentType(timeline, 'video'));
  await writeFile(
    join(dir, 'cmaf-2s/two-periods.mpd'),
    joinPeriods([
      { mpd: media, startSec: 0, endSec: LATER_SEC },
      { mpd: media, startSec: LATER_SEC, endSec: LATER_SEC * 2 },
    ]),
  );
  const av1 = await readFile(join(dir, 'av1/manifest.mpd'), 'utf8');
  await writeFile(
    join(dir, 'av1/then-h264.mpd'),
    joinPeriods([
      { mpd: av1, startSec: 0, endSec: SHORT_SEC },
      { mpd: media, startSec: LATER_SEC, endSec: LATER_SEC + SHORT_SEC, baseUrl: '../cmaf-2s/' },
    ]),
  );
  await deriveDiscontinuity(dir, 'hls-ts/480/media.m3u8', 'hls-ts/480/discontinuity.m3u8');
}

/** A media playlist that jumps from the ladder's start to its middle, timestamps and all. */
async function deriveDiscontinuity(dir: string, from: string, to: string): Promise<void> {
  const playlist = await readFile(join(dir, from), 'utf8');
  const segments = playlist.match(/#EXTINF:[^\n]*\n[^#\n]*\n/g) ?? [];
  const head = playlist.slice(0, playlist.indexOf('#EXTINF'));
  const count = SHORT_SEC / 2;
  const later = LATER_SEC / 2;
  if (segments.length < later + count) throw new Error(`${from} has only ${segments.length} segments`);
  const body = [
    ...segments.slice(0, count),
    '#EXT-X-DISCONTINUITY\n',
    ...segments.slice(later, later + count),
  ];
  await writeFile(join(dir, to), `${head}${body.join('')}#EXT-X-ENDLIST\n`);
}

function withoutText(mpd: string): string {
  return mpd.replace(/^ *<AdaptationSet contentType="text"[^]*?<\/AdaptationSet>\n/gm, '');
}
