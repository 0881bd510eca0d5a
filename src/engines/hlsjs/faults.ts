import type Hls from 'hls.js';
import type { ErrorData, ErrorDetails } from 'hls.js';
import { describeCause, type PlayerError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { EngineContext } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';
import type { FaultScene } from '../../engine/vendor-fault.ts';
import { mayStartAfresh } from '../../playback/may-start-afresh.ts';
import type { LoadOutcome } from '../../playback/load-outcome.ts';
import { PlayWish } from '../../playback/play-wish.ts';
import { translateError } from './errors.ts';

/** Faults that a new MediaSource at the same position may mend. */
const MENDABLE: readonly string[] = [
  'bufferAppendError',
  'bufferAppendingError',
  'bufferSeekOverHole',
  'bufferStalledError',
  'mediaSourceRequiresReset',
] satisfies `${ErrorDetails}`[];
/** The playhead was moved. */
const MOVES: readonly string[] = ['bufferNudgeOnStall', 'bufferSeekOverHole'] satisfies `${ErrorDetails}`[];
/** No fault by themselves: told by the player; a cancellation; an append that is done again. */
const UNTOLD: readonly string[] = [
  'aborted',
  'bufferAppendNoProgress',
  'bufferStalledError',
] satisfies `${ErrorDetails}`[];

export interface FaultPorts {
  readonly hls: Hls;
  readonly context: Pick<EngineContext, 'element' | 'log'>;
  readonly scope: Scope;
  readonly scene: (positionSec: number) => FaultScene;
  readonly emit: (event: EngineEvent) => void;
  readonly outcome: Pick<LoadOutcome, 'hasFailed'>;
  /** The engine cannot go on. */
  readonly fail: (error: PlayerError) => void;
}

/** Tells the player of what went wrong in hls.js: what stopped nothing, what was mended, and what ends playback. */
export class Faults {
  readonly #ports: FaultPorts;
  readonly #playWish: PlayWish;
  /** Where the playhead was last, seconds: a new source begins at 0. Below 0: where the manifest wants. */
  #positionSec: number;
  #mendedAtSec = -Infinity;

  constructor(ports: FaultPorts) {
    this.#ports = ports;
    const { hls, context, scope } = ports;
    const { element } = context;
    this.#positionSec = hls.config.startPosition;
    this.#playWish = new PlayWish(element, scope);
    for (const type of ['timeupdate', 'seeking'])
      scope.listen(element, type, () => {
        if (element.readyState > 0) this.#positionSec = element.currentTime;
      });
  }

  receive(data: ErrorData): void {
    const { context, emit, fail, outcome, scene } = this.#ports;
    const { fatal: isFatal } = data;
    const details: string = data.details;
    context.log('debug', `hls.js: ${details}${isFatal ? ', fatal' : ''}: ${describeCause(data.error)}`);
    const positionSec = Math.max(0, this.#positionSec);
    if (!isFatal && MOVES.includes(details)) {
      const gap = { startSec: positionSec, endSec: context.element.currentTime };
      emit({ type: 'gap-jumped', gap });
      return;
    }
    const error = translateError(data, scene(positionSec));
    // hls.js has taken a new MediaSource by itself after this one, without a bound.
    const isReset = details === 'mediaSourceRequiresReset';
    const isMendable = MENDABLE.includes(details) && !outcome.hasFailed; // else what is here would be thrown away
    if ((isFatal || isReset) && isMendable) this.#mend(error, isReset, isFatal);
    // Without keys it waits for some that nobody brings.
    else if (isFatal || details === 'keySystemNoKeys') fail(error);
    else if (!UNTOLD.includes(details)) emit({ type: 'warning', error });
  }

  #mend(error: PlayerError, isReset: boolean, isFatal: boolean): void {
    const { hls, context, emit, fail } = this.#ports;
    const positionSec = this.#positionSec;
    if (!mayStartAfresh(positionSec, this.#mendedAtSec)) {
      fail(error);
      return;
    }
    this.#mendedAtSec = positionSec;
    const resume = this.#playWish.keep();
    emit({ type: 'recovered', from: error, how: 'hls.js took a new MediaSource at the same position' });
    if (!isReset) hls.recoverMediaError();
    if (isFatal) hls.startLoad(positionSec);
    resume().catch((cause: unknown) => {
      context.log('info', 'resuming after a recovery was refused', cause);
    });
  }
}
