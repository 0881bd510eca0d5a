import { readExpectation } from '../conformance/expectation.ts';
import { wordsFor } from '../conformance/judge.ts';
import { isLive, streamPath, type StreamEntry } from '../conformance/stream-index.ts';

/** What a soak loads. */
export interface SoakTitle {
  readonly id: string;
  /** Path on the origin. */
  readonly path: string;
  /** Null: it is live. */
  readonly durationSec: number | null;
  readonly clearKeys: Readonly<Record<string, string>>;
}

/** Those of a folder's streams that are on demand and play to their end in any right player. */
export function titlesOf(entries: readonly StreamEntry[]): readonly SoakTitle[] {
  return entries.flatMap((entry) => {
    const { id, duration, drm, sequence } = entry;
    const { mayPlay, mayFail } = readExpectation(wordsFor(entry, { forced: null, withKeys: true }));
    const isSteady = mayPlay && !mayFail && !isLive(entry) && !sequence;
    if (!isSteady || duration === null) return [];
    return [{ id, path: streamPath(entry), durationSec: duration, clearKeys: drm?.clearkeys ?? {} }];
  });
}
