import { SEGMENT_MS } from './loop.ts';

const KINDS = ['continuous', 'discontinuous', 'low-latency'] as const;

/**
 * How a channel carries the loop: `continuous`: timestamps run on; `discontinuous`: they start over, in a Period each
 * or behind an EXT-X-DISCONTINUITY; `low-latency`: continuous, and published part by part.
 */
export type ChannelKind = (typeof KINDS)[number];

/** A live channel: with the time of day, all there is to know of what it serves. */
export interface Channel {
  readonly kind: ChannelKind;
  /** When its timeline began, milliseconds since the Unix epoch. */
  readonly startMs: number;
  /** When it ends; Infinity: never. */
  readonly endMs: number;
  /** How far back it can be played, seconds; Infinity: to its start. */
  readonly windowSec: number;
}

export const DEFAULT_WINDOW_SEC = 60;

/** What a request for a channel asks, and of which. */
export interface ChannelRequest {
  readonly channel: Channel;
  /** What follows the settings in the path: `manifest.mpd`, `video-240/7.m4s`. */
  readonly file: string;
}

/** The path is that of a channel, and its settings cannot be had. */
export class ChannelSettingError extends Error {
  override readonly name = 'ChannelSettingError';
}

/**
 * Reads `<kind>/[start_<sec>/][end_<sec>/][window_<sec>|window_all/]<file>`. Settings stand in the path, so that
 * every relative URL of a manifest keeps them.
 *
 * @returns undefined where the path names no kind of channel or no file
 * @throws ChannelSettingError
 */
export function readChannel(path: string): ChannelRequest | undefined {
  const [first, ...rest] = path.split('/');
  const kind = KINDS.find((name) => name === first);
  if (!kind) return undefined;
  const settings = new Map<string, string>();
  while (rest[0]?.includes('_')) {
    const [, key = '', value = ''] = /^([a-z]+)_(.*)$/.exec(rest.shift() ?? '') ?? [];
    if (!['start', 'end', 'window'].includes(key)) throw new ChannelSettingError(`no setting "${key}"`);
    settings.set(key, value);
  }
  const file = rest.join('/');
  return file === '' ? undefined : { channel: createChannel(kind, settings), file };
}

function createChannel(kind: ChannelKind, settings: ReadonlyMap<string, string>): Channel {
  const has = (key: string): boolean => settings.has(key);
  const isUnbounded = settings.get('window') === 'all';
  if ((has('end') || isUnbounded) && !has('start')) {
    throw new ChannelSettingError('end and window_all need a start: all since it is kept');
  }
  const startMs = toMs(settings, 'start', 0);
  const endMs = toMs(settings, 'end', Infinity);
  const windowSec = isUnbounded ? Infinity : toMs(settings, 'window', DEFAULT_WINDOW_SEC * 1000) / 1000;
  if (endMs < startMs + SEGMENT_MS) throw new ChannelSettingError('it ends before its first segment');
  if (windowSec * 1000 < SEGMENT_MS) throw new ChannelSettingError('window is shorter than a segment');
  return { kind, startMs, endMs, windowSec };
}

function toMs(settings: ReadonlyMap<string, string>, key: string, fallbackMs: number): number {
  const text = settings.get(key);
  if (text === undefined) return fallbackMs;
  if (!/^\d{1,11}(\.\d{1,3})?$/.test(text))
    throw new ChannelSettingError(`${key}_${text} is no number of seconds`);
  return Math.round(Number(text) * 1000);
}

/** The path of a channel's files, from `/live/`, with a slash at its end: what `readChannel` reads. */
export function channelPath(settings: Pick<Channel, 'kind'> & Partial<Channel>): string {
  const { kind, startMs, endMs, windowSec } = settings;
  const parts: string[] = [kind];
  if (startMs !== undefined) parts.push(`start_${startMs / 1000}`);
  if (endMs !== undefined && endMs !== Infinity) parts.push(`end_${endMs / 1000}`);
  if (windowSec !== undefined) parts.push(`window_${windowSec === Infinity ? 'all' : windowSec}`);
  return `${parts.join('/')}/`;
}
