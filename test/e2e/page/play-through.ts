import type { EngineName } from '../../../src/index.ts';
import type { ErrorReport, Harness } from './harness.ts';

/** How a playback went. */
export interface Playthrough {
  /** `enough`: it came as far as was asked. */
  readonly end: 'ended' | 'error' | 'hang' | 'enough';
  /** The engine that was at work at last. */
  readonly engine: EngineName | null;
  readonly error: ErrorReport | null;
  readonly firstFrameMs: number | null;
  /** How far the playhead came from where it started, seconds. */
  readonly playedSec: number;
  /** Where the playhead stood at last. */
  readonly positionSec: number;
  /** Decoded frames, as the browser counts them. */
  readonly frames: number;
  readonly eventCount: number;
  /** The state of things at a hang; empty otherwise. */
  readonly detail: string;
}

export interface PlayLimits {
  /** A playhead that stands still for so long hangs. */
  readonly hangMs: number;
  readonly rate: number;
  /** Seconds to play, of what has no end; left out: to the end. */
  readonly enoughSec?: number;
}

/** Plays the load that was started, until it ends, fails, or nothing moves any more. */
export async function playThrough(
  harness: Harness,
  { hangMs, rate, enoughSec = Infinity }: PlayLimits,
): Promise<Playthrough> {
  const { video, player } = harness;
  let startSec = Infinity;
  let frames = 0;
  let movedAtMs = performance.now();
  const end = new Promise<Playthrough['end']>((resolve) => {
    let lastSec = -1;
    const look = (): void => {
      frames = Math.max(frames, video.getVideoPlaybackQuality().totalVideoFrames);
      if (video.currentTime !== lastSec) movedAtMs = performance.now();
      lastSec = video.currentTime;
      if (player.state === 'ended' || player.state === 'error') resolve(player.state);
      else if (video.currentTime - startSec >= enoughSec) resolve('enough');
      else if (performance.now() - movedAtMs > hangMs) resolve('hang');
      else requestAnimationFrame(look);
    };
    look();
  });
  const start = async (): Promise<void> => {
    const { error } = await harness.settled();
    if (error) return;
    startSec = video.currentTime;
    await harness.play(rate);
  };
  // A refused or interrupted start shows as a playhead that stands still, and its words then.
  let refusal = '';
  start().catch((error: unknown) => {
    refusal = String(error);
  });
  const how = await end;
  const engine = player.engine ?? lastEngine(harness);
  const { positionSec } = player;
  const [failure] = harness.events.filter(({ type }) => type === 'error');
  return {
    end: how,
    engine,
    error: (failure?.detail['error'] ?? null) as ErrorReport | null,
    firstFrameMs: player.stats()?.joinTime.totalMs ?? null,
    playedSec: Math.max(0, positionSec - startSec),
    positionSec,
    frames,
    eventCount: harness.events.filter(({ type }) => type === 'mediaevent').length,
    detail: how === 'hang' ? `${refusal} ${harness.describe()}` : '',
  };
}

/** The last that took the load; an error takes it off again. */
function lastEngine({ events }: Harness): EngineName | null {
  const changes = events.filter(({ type }) => type === 'enginechange');
  return (changes.at(-1)?.detail['to'] ?? null) as EngineName | null;
}
