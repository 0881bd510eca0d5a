import type { Channel } from './channel.ts';
import { numberAtTicks, segmentParts, writePart } from './live-segment.ts';
import { isKept, partReadyMs, segmentReadyMs, segmentTotal } from './live-window.ts';
import { placeInLoop, SEGMENT_MS } from './loop.ts';
import type { LoopTrack, MediaLibrary } from './media-library.ts';
import type { WallClock } from './wall-clock.ts';

/** A client of low latency may ask this much before the first byte is there, and is kept waiting; then 404. */
const MAX_WAIT_MS = SEGMENT_MS;
/** What a segment holds never changes. */
const KEEP = { 'Cache-Control': 'public, max-age=3600' } as const;

interface SegmentOptions {
  readonly channel: Channel;
  readonly library: MediaLibrary;
  readonly clock: WallClock;
  /** Of the request: it ends the waiting. */
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers for `<track>/init.mp4`, `<track>/<number>.m4s` or `.ts`, `<track>/time-<ticks>.m4s`, and
 * `<track>/<number>.<part>.m4s`.
 *
 * @returns undefined where there is no such file, not any more, or not yet
 */
export async function serveSegment(file: string, options: SegmentOptions): Promise<Response | undefined> {
  const [id = '', name = ''] = file.split('/');
  const { library, channel } = options;
  if (channel.kind === 'discontinuous' && id.startsWith('ts-')) {
    const track = (await library.tsLadder()).find((one) => one.id === id);
    return track && serveTs(track, name, options);
  }
  const track = (await library.cmafLadder()).find((one) => one.id === id);
  return track && serveCmaf(track, name, options);
}

async function serveCmaf(
  track: LoopTrack,
  name: string,
  options: SegmentOptions,
): Promise<Response | undefined> {
  if (name === 'init.mp4' && track.cmaf) return answer(track, track.cmaf.init, options);
  const [, partNumber, part] = /^(\d{1,12})\.(\d)\.m4s$/.exec(name) ?? [];
  if (partNumber !== undefined) return servePart(track, Number(partNumber), Number(part), options);
  const number = numberOf(name, track, 'm4s');
  return number === undefined ? undefined : serveWhole(track, number, options);
}

function numberOf(name: string, track: LoopTrack, extension: string): number | undefined {
  const [, time, number, found] = /^(?:time-(\d{1,15})|(\d{1,12}))\.(m4s|ts)$/.exec(name) ?? [];
  if (found !== extension) return undefined;
  return time === undefined ? Number(number) : numberAtTicks(track, Number(time));
}

/** @param body a stream has no length yet: the server sends it by chunked transfer */
function answer(
  track: LoopTrack,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  { headers }: SegmentOptions,
): Response {
  const type = track.kind === 'muxed' ? 'video/mp2t' : `${track.kind}/mp4`;
  const length = body instanceof ReadableStream ? {} : { 'Content-Length': String(body.length) };
  return new Response(body, { headers: { 'Content-Type': type, ...KEEP, ...length, ...headers } });
}

async function serveTs(
  track: LoopTrack,
  name: string,
  options: SegmentOptions,
): Promise<Response | undefined> {
  const number = numberOf(name, track, 'ts');
  if (number === undefined || !isThere(options, number, segmentReadyMs(options.channel, number)))
    return undefined;
  return answer(track, await options.library.tsSegment(track, placeInLoop(number).index), options);
}

/** Whether a segment belongs to the channel, is kept, and what is asked of it is ready within `withinMs`. */
function isThere({ channel, clock }: SegmentOptions, number: number, readyMs: number, withinMs = 0): boolean {
  const nowMs = clock.nowMs();
  return number < segmentTotal(channel) && readyMs <= nowMs + withinMs && isKept(channel, number, nowMs);
}

/** A part, once it is there: a client asks for the next one ahead of time. @see RFC 8216bis §6.2.6 */
async function servePart(
  track: LoopTrack,
  number: number,
  part: number,
  options: SegmentOptions,
): Promise<Response | undefined> {
  const { channel, clock, signal } = options;
  const parts = segmentParts(track, channel.kind, number);
  const readyMs = partReadyMs(channel, number, part);
  const isPart = channel.kind === 'low-latency' && part < parts.length;
  if (!isPart || !isThere(options, number, readyMs, MAX_WAIT_MS)) return undefined;
  await clock.waitUntil(readyMs, signal);
  return answer(track, writePart(parts, number, part), options);
}

function serveWhole(track: LoopTrack, number: number, options: SegmentOptions): Response | undefined {
  const { channel } = options;
  const parts = segmentParts(track, channel.kind, number);
  const isReady = isThere(options, number, segmentReadyMs(channel, number));
  if (isReady) {
    const pieces = parts.map((_, part) => writePart(parts, number, part));
    return answer(track, Uint8Array.from(Buffer.concat(pieces)), options);
  }
  const isBegun = isThere(options, number, partReadyMs(channel, number, 0), MAX_WAIT_MS);
  if (channel.kind !== 'low-latency' || !isBegun) return undefined;
  const readyMs = (part: number): number => partReadyMs(channel, number, part);
  const write = (part: number): Uint8Array => writePart(parts, number, part);
  return answer(track, streamParts(parts.length, readyMs, write, options), options);
}

/** The parts one by one, each when it is there: what makes the server use chunked transfer. */
function streamParts(
  count: number,
  readyMs: (part: number) => number,
  write: (part: number) => Uint8Array,
  { clock, signal }: SegmentOptions,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const either = AbortSignal.any([gone.signal, signal]);
  let part = 0;
  return new ReadableStream({
    async pull(stream) {
      await clock.waitUntil(readyMs(part), either);
      if (either.aborted) return;
      stream.enqueue(write(part++));
      if (part === count) stream.close();
    },
    cancel() {
      gone.abort();
    },
  });
}
