import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An entry of a stream set's `index.json`, as far as the runner reads it. */
export interface StreamEntry {
  readonly id: string;
  /** Path from the index's folder. */
  readonly manifest: string;
  readonly protocol: string;
  readonly drm: {
    readonly scheme?: string;
    readonly clearkeys?: Readonly<Record<string, string>> | null;
  } | null;
  readonly tracks: { readonly video?: number | string; readonly audio?: readonly string[] };
  /** `vod`, or a kind of live. */
  readonly type: string;
  /** Seconds; null where it has no end. */
  readonly duration: number | null;
  /** What a right player does, in words. */
  readonly expect: string;
  /** Manifests to be served in turn at one URL, two seconds each. */
  readonly sequence?: readonly string[];
  /** The time that the page shall take for now. */
  readonly clock?: { readonly epoch_ms: number };
}

/** Where an origin has it that serves the set's folder at `/streams/`. */
export const streamPath = ({ manifest }: Pick<StreamEntry, 'manifest'>): string =>
  `/streams/${manifest.split('/').map(encodeURIComponent).join('/')}`;

export const isLive = ({ type }: StreamEntry): boolean => /live/i.test(type);

/** @throws Error where the folder has no readable index, or `only` names what is not in it */
export async function readStreamIndex(dir: string, only: readonly string[]): Promise<readonly StreamEntry[]> {
  const { streams } = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')) as {
    streams: StreamEntry[];
  };
  const unknown = only.filter((id) => !streams.some((entry) => entry.id === id));
  if (unknown.length > 0) throw new Error(`not in ${dir}/index.json: ${unknown.join(', ')}`);
  return only.length === 0 ? streams : streams.filter(({ id }) => only.includes(id));
}
