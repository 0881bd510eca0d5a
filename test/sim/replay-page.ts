import type * as Kinora from '../../src/index.ts';

export interface ReplayOrder {
  readonly distUrl: string;
  readonly aheadSec: number;
  readonly segmentSec: number;
}

/** What the viewer met. */
export interface Replayed {
  /** Of each segment, in order. */
  readonly rungs: readonly number[];
  /** From the first request for a segment on. */
  readonly firstFrameSec: number;
  readonly stallSec: number;
  readonly abandoned: number;
}

declare global {
  interface Window {
    replay: {
      /** Makes the player, with all of its code. */
      open(order: ReplayOrder): Promise<void>;
      /** Plays the title to its end. @throws PlayerError, or Error where the end does not come within so many seconds */
      play(manifestUrl: string, limitSec: number): Promise<Replayed>;
    };
  }
}

let player: Kinora.Player | null = null;
let segmentSec = 0;

window.replay = {
  async open(order) {
    const { createPlayer } = (await import(order.distUrl)) as typeof Kinora;
    const video = document.querySelector('video');
    if (!video) throw new Error('the page has no video element');
    video.autoplay = true;
    segmentSec = order.segmentSec;
    player = createPlayer(video, {
      mse: { buffer: { aheadSec: order.aheadSec } },
      abr: {
        // The simulator knows nothing of a network before its first segment, and begins at the bottom.
        decide: (input, decide) =>
          input.awaitedSec === null ? decide(input) : { renditionId: lowest(input.renditions).id },
      },
    });
  },
  async play(manifestUrl, limitSec) {
    if (!player) throw new Error('open() comes first');
    const playing = player;
    const rungs: number[] = [];
    let decisions = 0;
    const rungOf = (id: string): number =>
      [...playing.renditions]
        .sort((a, b) => a.bandwidthBps - b.bandwidthBps)
        .findIndex((one) => one.id === id);
    playing.on('decision', ({ decision, positionSec }) => {
      decisions += 1;
      // Of a segment that is abandoned and fetched again, the last one counts.
      rungs[Math.round(positionSec / segmentSec)] = rungOf(decision.renditionId);
    });
    const ended = new Promise<void>((resolve, reject) => {
      playing.on('ended', () => resolve());
      playing.on('error', ({ error }) => reject(error));
      setTimeout(() => reject(new Error(`not at its end after ${limitSec.toFixed(0)} s`)), limitSec * 1000);
    });
    await Promise.all([playing.load(manifestUrl), ended]);
    const { joinTime, stalls } = playing.stats() ?? {};
    const phases = joinTime?.phases ?? {};
    return {
      rungs,
      firstFrameSec: ((phases['first-frame'] ?? NaN) - (phases['first-segment-requested'] ?? NaN)) / 1000,
      stallSec: (stalls?.totalMs ?? NaN) / 1000,
      abandoned: decisions - rungs.length,
    };
  },
};

function lowest<R extends { readonly bandwidthBps: number }>(renditions: readonly R[]): R {
  const [first, ...rest] = renditions;
  if (!first) throw new Error('there is no rendition');
  return rest.reduce((least, one) => (one.bandwidthBps < least.bandwidthBps ? one : least), first);
}
