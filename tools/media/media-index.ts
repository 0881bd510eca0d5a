import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One stream of `index.json`; the same fields as the third-party set's index, so that one runner plays both. */
export interface MediaEntry {
  readonly id: string;
  /** Path from the index's folder. */
  readonly manifest: string;
  readonly protocol: 'dash' | 'hls';
  /** RFC 6381 strings as the manifest names them. */
  readonly codecs: readonly string[];
  readonly drm: DrmNote | null;
  readonly tracks: {
    readonly video: number;
    readonly audio: readonly string[];
    readonly text: readonly string[];
  };
  readonly type: 'vod';
  /** Seconds. */
  readonly duration: number;
  readonly expect: string;
  readonly notes: string;
  /** Which frame number stands at which time: from `startSec` on, `firstFrame` and 25 more a second. */
  readonly frames: readonly FrameSpan[];
}

export interface DrmNote {
  readonly scheme: string;
  /** Key id → key, in hex. */
  readonly clearkeys: Readonly<Record<string, string>>;
}

export interface FrameSpan {
  readonly startSec: number;
  readonly firstFrame: number;
}

export interface MediaIndex {
  readonly note: string;
  readonly streams: readonly MediaEntry[];
}

/** What a variant says of itself; the rest is read from its manifest. */
export interface Variant extends Pick<MediaEntry, 'id' | 'manifest' | 'duration' | 'notes' | 'tracks'> {
  /** The manifest that names the codecs, where this one is a media playlist. */
  readonly codecsFrom?: string;
  readonly drm?: DrmNote;
  readonly frames?: readonly FrameSpan[];
}

/**
 * The index entry of a variant that has been built in `dir`.
 *
 * @throws Error where its manifest is missing or names no codec
 */
export async function indexVariant(dir: string, variant: Variant): Promise<MediaEntry> {
  const { codecsFrom, drm, frames, ...known } = variant;
  await readFile(join(dir, variant.manifest));
  const named = await readFile(join(dir, codecsFrom ?? variant.manifest), 'utf8');
  const codecs = namedCodecs(named).filter((codec) => isWanted(codec, variant.tracks));
  if (codecs.length === 0) throw new Error(`${variant.manifest} names no codec`);
  return {
    ...known,
    protocol: variant.manifest.endsWith('.mpd') ? 'dash' : 'hls',
    codecs,
    drm: drm ?? null,
    type: 'vod',
    expect: drm ? 'plays with clearkeys; clear-error without' : 'plays',
    frames: frames ?? (variant.tracks.video > 0 ? [{ startSec: 0, firstFrame: 0 }] : []),
  };
}

function namedCodecs(manifest: string): string[] {
  const lists = Array.from(manifest.matchAll(/[ ,:]codecs="([^"]*)"/gi), ([, list]) => list ?? '');
  return [...new Set(lists.flatMap((list) => list.split(',')))];
}

function isWanted(codec: string, tracks: MediaEntry['tracks']): boolean {
  return /^(mp4a|opus)/i.test(codec) ? tracks.audio.length > 0 : tracks.video > 0;
}
