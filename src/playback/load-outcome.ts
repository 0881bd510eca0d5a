import type { ErrorCode, PlayerError } from '../core/errors.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import { isPlayedOut, STUCK_SEEK_MS } from './is-played-out.ts';

/** Nothing more can be fetched or read, and what has been is good. */
const UNFETCHED: readonly ErrorCode[] = [
  'network-status',
  'network-timeout',
  'network-failed',
  'segment-invalid',
  'decrypt-failed',
  'manifest-malformed',
];

export interface OutcomePorts {
  readonly element: MediaElementPort;
  /** What ends with the engine. */
  readonly scope: Scope;
  /** Seconds of media ahead of the playhead, to the end of all that is buffered: holes are jumped. */
  readonly aheadSec: () => number;
  /** Playback is over. */
  readonly onFailed: (error: PlayerError) => void;
}

/**
 * What becomes of an engine's load. The first failure counts: before the start the load rejects with it; afterwards what
 * is buffered plays out first, where that is still good, unless something worse happens meanwhile.
 */
export class LoadOutcome {
  /** Rejects with the scope's reason where that ends first. */
  readonly started: Promise<void>;
  readonly #ports: OutcomePorts;
  #hasEnded = false;
  #playingOut: Scope | null = null;
  #settle: { resolve(): void; reject(reason: unknown): void } | null = null;

  constructor(ports: OutcomePorts) {
    this.#ports = ports;
    this.started = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.started.catch(() => undefined); // met by the load, where there is one
    const { scope } = ports;
    scope.onDispose(() => this.#settle?.reject(scope.signal.reason));
  }

  get isStarting(): boolean {
    return this.#settle !== null;
  }

  start(): void {
    this.#settle?.resolve();
    this.#settle = null;
  }

  /** Nothing more is fetched: what is buffered plays out, or it is over. */
  get hasFailed(): boolean {
    return this.#hasEnded || this.#playingOut !== null;
  }

  fail(error: PlayerError): void {
    if (this.#ports.scope.isDisposed || this.#hasEnded) return;
    if (this.#settle) {
      this.#hasEnded = true;
      this.#settle.reject(error);
      this.#settle = null;
    } else if (!UNFETCHED.includes(error.code)) this.#end(error);
    else if (!this.#playingOut) this.#endWhenPlayedOut(error);
  }

  #end(error: PlayerError): void {
    this.#hasEnded = true;
    this.#playingOut?.dispose();
    this.#ports.onFailed(error);
  }

  #endWhenPlayedOut(error: PlayerError): void {
    const { element, scope, aheadSec } = this.#ports;
    const playingOut = scope.child();
    this.#playingOut = playingOut;
    const look = (seeking: boolean): void => {
      const { readyState } = element;
      if (!playingOut.isDisposed && isPlayedOut(aheadSec(), { readyState, seeking })) this.#end(error);
    };
    let cancelSeek = (): void => undefined;
    const lookAtSeek = (): void => {
      look(element.seeking);
      cancelSeek();
      if (!element.seeking || playingOut.isDisposed) return;
      cancelSeek = playingOut.timer(() => {
        look(false);
      }, STUCK_SEEK_MS);
    };
    for (const type of ['timeupdate', 'waiting', 'ended']) {
      playingOut.listen(element, type, () => {
        look(element.seeking);
      });
    }
    for (const type of ['seeking', 'seeked']) playingOut.listen(element, type, lookAtSeek);
    lookAtSeek();
  }
}
