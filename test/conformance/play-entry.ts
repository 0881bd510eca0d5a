import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { EngineName } from '../../src/engine/engine.ts';
import type { Playthrough } from '../e2e/page/play-through.ts';
import { PlayerPage, type PageConfig } from '../e2e/player-page.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { isLive, streamPath, type StreamEntry } from './stream-index.ts';

/** What was seen of one stream. */
export interface Observation extends Playthrough {
  /** Errors that nobody caught. */
  readonly pageErrors: readonly string[];
}

/** How an entry is to be played. */
export interface Attempt {
  /** The engine to force; null: the player chooses. */
  readonly forced: EngineName | null;
  /** Whether the player is given the entry's keys. */
  readonly withKeys: boolean;
}

export interface PlayOptions extends Attempt {
  /** The folder of the set. */
  readonly dir: string;
}

/** A stream that makes no progress for so long hangs: four times what a request may take at the default policy's worst. */
const HANG_MS = 40_000;
const RATE = 4;
/** A live stream that came so far plays: more than any of the set has in store when it starts. */
const LIVE_ENOUGH_SEC = 6;
const SEQUENCE_STEP_MS = 2000;

/** Plays a stream in a fresh page, to its end, its error, or until nothing moves any more. */
export async function playEntry(
  browser: Browser,
  origin: Origin,
  entry: StreamEntry,
  { dir, forced, withKeys }: PlayOptions,
): Promise<Observation> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  const { path, leave } = await setStage(page, origin, entry, dir);
  try {
    const player = new PlayerPage(page, origin.url);
    const clearKeys = withKeys ? entry.drm?.clearkeys : null;
    const config: PageConfig = {
      ...(forced && { engines: [forced] }),
      ...(clearKeys && { drm: { clearKeys } }),
    };
    await player.open(config);
    await player.startLoad(origin.url + path);
    const limits = isLive(entry)
      ? { hangMs: HANG_MS, rate: 1, enoughSec: LIVE_ENOUGH_SEC }
      : { hangMs: HANG_MS, rate: RATE };
    const seen = await page.evaluate((given) => window.harness.playThrough(given), limits);
    return { ...seen, pageErrors };
  } finally {
    leave();
    await context.close();
  }
}

/** Makes the page and the origin what the entry wants them to be, until `leave`. */
export async function setStage(
  page: Page,
  origin: Origin,
  entry: StreamEntry,
  dir: string,
): Promise<{ readonly path: string; readonly leave: () => void }> {
  const { sequence, clock } = entry;
  const path = streamPath(entry);
  if (clock) await shiftClock(page, clock.epoch_ms - Date.now());
  const stopSequence = sequence ? await serveInTurn(origin, path, dir, sequence) : null;
  return { path, leave: () => stopSequence?.() };
}

/** Puts the manifests at `path` one after the other; the last one stays. */
async function serveInTurn(
  origin: Origin,
  path: string,
  dir: string,
  sequence: readonly string[],
): Promise<() => void> {
  const bodies = await Promise.all(sequence.map((file) => readFile(join(dir, file))));
  let turn = 0;
  const next = (): void => {
    const body = bodies[turn];
    if (body) origin.put(decodeURIComponent(path), body, 'application/dash+xml');
    turn += 1;
  };
  next();
  const timer = setInterval(next, SEQUENCE_STEP_MS);
  return () => {
    clearInterval(timer);
    origin.reset();
  };
}

/** Lets the page take another time for now. As text: what the test runner makes of a class does not run in a page. */
async function shiftClock(page: Page, offsetMs: number): Promise<void> {
  const content = `window.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(Date.now()) : super(...given); }
    static now() { return super.now() + ${offsetMs}; }
  };`;
  await page.addInitScript({ content });
}
