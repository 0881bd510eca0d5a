import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fragmentTicks, readFragment, type Fragment } from './fragment.ts';
import { CMAF_DIR, readCmafLadder, readTsLadder, TS_DIR, type LadderRung } from './ladder.ts';
import { readEditTicks, readTimescale, toLiveInit } from './live-init.ts';
import { LOOP, SEGMENT_MS } from './loop.ts';

/** A rendition with the loop's segments of it. Ticks are of `timescale`. */
export interface LoopTrack extends LadderRung {
  readonly timescale: number;
  /** Where each segment starts in the loop, from 0, and how long it is. */
  readonly startTicks: readonly number[];
  readonly durationTicks: readonly number[];
  /** Null for MPEG-TS, whose segments initialise themselves. */
  readonly cmaf: { readonly init: Uint8Array<ArrayBuffer>; readonly fragments: readonly Fragment[] } | null;
}

/** The generated media that channels loop; read from disk once. */
export interface MediaLibrary {
  cmafLadder(): Promise<readonly LoopTrack[]>;
  /** Renditions in the order of the multivariant playlist. */
  tsLadder(): Promise<readonly LoopTrack[]>;
  /** The bytes of an MPEG-TS segment by its place in the loop. */
  tsSegment(track: LoopTrack, index: number): Promise<Uint8Array<ArrayBuffer>>;
}

export function createMediaLibrary(mediaDir: string): MediaLibrary {
  const cmafLadder = remember(async () =>
    Promise.all((await readCmafLadder(mediaDir)).map((rung) => readCmafTrack(mediaDir, rung))),
  );
  const tsLadder = remember(async () => (await readTsLadder(mediaDir)).map(createTsTrack));
  return {
    cmafLadder,
    tsLadder,
    async tsSegment({ id }, index) {
      // ffmpeg counts from 0, the packager from 1.
      const name = `${LOOP.firstNumber - 1 + index}.ts`;
      return Uint8Array.from(await readFile(join(mediaDir, TS_DIR, id.replace('ts-', ''), name)));
    },
  };
}

/** One reading for all who ask; a failed one may be tried again. */
function remember<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}

async function readCmafTrack(mediaDir: string, rung: LadderRung): Promise<LoopTrack> {
  const dir = join(mediaDir, CMAF_DIR, rung.id);
  const numbers = Array.from({ length: LOOP.segmentCount }, (_, i) => LOOP.firstNumber + i);
  const original = await readFile(join(dir, 'init.mp4'));
  const files = await Promise.all(numbers.map((number) => readFile(join(dir, `${number}.m4s`))));
  return createCmafTrack(rung, original, files);
}

/**
 * A track of the loop's segments.
 *
 * @throws Error where they do not follow each other, or are not as long as the loop: it could not be repeated then
 */
export function createCmafTrack(rung: LadderRung, init: Uint8Array, files: readonly Uint8Array[]): LoopTrack {
  const timescale = readTimescale(init);
  const editTicks = readEditTicks(init);
  const fragments = files.map((file) => applyEdit(readFragment(file), editTicks));
  const durationTicks = fragments.map(fragmentTicks);
  const firstTicks = fragments[0]?.decodeTicks ?? 0;
  const startTicks = fragments.map(({ decodeTicks }) => decodeTicks - firstTicks);
  let endTicks = 0;
  startTicks.forEach((start, i) => {
    if (start !== endTicks)
      throw new Error(`${rung.id}: segment ${i} of the loop starts at ${start}, not ${endTicks}`);
    endTicks += durationTicks[i] ?? 0;
  });
  if (endTicks !== LOOP.durationSec * timescale) {
    throw new Error(`${rung.id}: the loop lasts ${endTicks / timescale} s, not ${LOOP.durationSec} s`);
  }
  return { ...rung, timescale, startTicks, durationTicks, cmaf: { init: toLiveInit(init), fragments } };
}

/**
 * Takes off a fragment's times what the edit list takes off: by the composition offsets where there are any, so that
 * decode times stay what they are and the first is not below zero.
 */
function applyEdit(fragment: Fragment, editTicks: number): Fragment {
  const isReordered = fragment.samples.some(({ compositionTicks }) => compositionTicks !== 0);
  if (!isReordered) return { ...fragment, decodeTicks: fragment.decodeTicks - editTicks };
  const samples = fragment.samples.map((sample) => ({
    ...sample,
    compositionTicks: sample.compositionTicks - editTicks,
  }));
  return { ...fragment, samples };
}

/** ffmpeg cuts the muxed ladder at each keyframe: every segment is as long as the next. */
function createTsTrack(rung: LadderRung): LoopTrack {
  const starts = Array.from({ length: LOOP.segmentCount }, (_, i) => i * SEGMENT_MS);
  return {
    ...rung,
    timescale: 1000,
    startTicks: starts,
    durationTicks: starts.map(() => SEGMENT_MS),
    cmaf: null,
  };
}
