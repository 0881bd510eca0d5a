import type { FileResponder } from '../static-files.ts';
import { reloadReadyMs } from './blocking-reload.ts';
import { ChannelSettingError, readChannel, type Channel, type ChannelRequest } from './channel.ts';
import { dashManifest } from './dash-manifest.ts';
import type { DashAddressing } from './dash-periods.ts';
import { mediaPlaylist } from './hls-media-playlist.ts';
import { multivariantPlaylist } from './hls-multivariant.ts';
import { createMediaLibrary, type MediaLibrary } from './media-library.ts';
import { serveSegment } from './serve-segment.ts';
import { wallClock, type WallClock } from './wall-clock.ts';

const MPD_TYPE = 'application/dash+xml';
const HLS_TYPE = 'application/vnd.apple.mpegurl';
const TEXT_TYPE = 'text/plain; charset=utf-8';
/** Half a segment: whoever gets it from a cache is behind by no more. */
const BRIEF = 'public, max-age=1';

const MPDS: Readonly<Record<string, DashAddressing>> = {
  'manifest.mpd': 'number',
  'timeline.mpd': 'timeline',
};

interface Origin {
  readonly library: MediaLibrary;
  readonly clock: WallClock;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Asked extends ChannelRequest, Origin {
  readonly request: Request;
}

/**
 * Answers for live channels over the generated media; `path` as `readChannel` takes it, or `time`. What it answers
 * follows from the path and the clock alone: nothing runs between requests.
 *
 * @param mediaDir what `tools/media` has built
 * @param headers sent with every answer
 * @param clock the time it goes by; default the machine's
 */
export function serveLive(
  mediaDir: string,
  headers: Readonly<Record<string, string>> = {},
  clock: WallClock = wallClock,
): FileResponder {
  const origin: Origin = { library: createMediaLibrary(mediaDir), clock, headers };
  return async (request, path) => {
    if (path === 'time') return text(origin, new Date(clock.nowMs()).toISOString(), TEXT_TYPE, 'no-store');
    try {
      const asked = readChannel(path);
      return asked && (await serveFile({ ...asked, ...origin, request }));
    } catch (error) {
      if (!(error instanceof ChannelSettingError)) throw error;
      return badRequest(origin, error.message);
    }
  };
}

function text({ headers }: Origin, body: string, type: string, cacheControl: string): Response {
  const length = String(Buffer.byteLength(body));
  return new Response(body, {
    headers: { 'Content-Type': type, 'Content-Length': length, 'Cache-Control': cacheControl, ...headers },
  });
}

function badRequest({ headers }: Origin, why: string): Response {
  return new Response(why, { status: 400, headers: { 'Content-Type': TEXT_TYPE, ...headers } });
}

async function serveFile(asked: Asked): Promise<Response | undefined> {
  const { channel, file, library } = asked;
  if (file.endsWith('.mpd')) return serveMpd(asked);
  if (file === 'master.m3u8') {
    return text(asked, multivariantPlaylist(await library.cmafLadder()), HLS_TYPE, BRIEF);
  }
  if (file === 'ts.m3u8' && channel.kind === 'discontinuous') {
    return text(asked, multivariantPlaylist(await library.tsLadder()), HLS_TYPE, BRIEF);
  }
  if (file.endsWith('.m3u8')) return serveMediaPlaylist(asked);
  return serveSegment(file, { ...asked, signal: asked.request.signal });
}

async function serveMpd(asked: Asked): Promise<Response | undefined> {
  const { channel, file, library, clock, request } = asked;
  const addressing = MPDS[file];
  // Entries of a SegmentTimeline are of whole segments: a low-latency client would learn of them too late.
  if (!addressing || (addressing === 'timeline' && channel.kind === 'low-latency')) return undefined;
  const nowMs = clock.nowMs();
  const timeUrl = request.url.replace(/\/live\/.*/, '/live/time');
  const tracks = await library.cmafLadder();
  const mpd = dashManifest({ channel, addressing, tracks, nowMs, timeUrl });
  return text(asked, mpd, MPD_TYPE, BRIEF);
}

async function serveMediaPlaylist(asked: Asked): Promise<Response | undefined> {
  const { channel, file, clock, request } = asked;
  const tracks = await findTracks(asked, channel);
  const track = tracks.find(({ id }) => file === `${id}.m3u8`);
  if (!track) return undefined;
  const others = tracks.filter((one) => one !== track);
  const query = new URL(request.url).searchParams;
  const isLowLatency = channel.kind === 'low-latency';
  if (isLowLatency) {
    const readyMs = reloadReadyMs(channel, query, clock.nowMs());
    if (readyMs === 'bad-request')
      return badRequest(asked, 'no such _HLS_msn and _HLS_part, or too far ahead');
    await clock.waitUntil(readyMs, request.signal);
  }
  const isDelta = query.has('_HLS_skip');
  const playlist = mediaPlaylist({ channel, track, others, nowMs: clock.nowMs(), isDelta });
  return text(asked, playlist, HLS_TYPE, isLowLatency ? 'no-cache' : BRIEF);
}

async function findTracks(
  { file, library }: Asked,
  channel: Channel,
): ReturnType<MediaLibrary['cmafLadder']> {
  const isTs = file.startsWith('ts-') && channel.kind === 'discontinuous';
  return isTs ? library.tsLadder() : library.cmafLadder();
}
