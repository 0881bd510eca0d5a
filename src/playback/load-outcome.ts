import type { ErrorCode, PlayerError } from '../core/errors.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import { isPlayedOut } from './is-played-out.ts';

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
  /** Seconds of media ahead of the playhead. */
  readonly aheadSec: () => number;
  /** Playback is over. */
  readonly onFailed: (error: PlayerError) => void;
}

/**
 * What becomes of an engine's load. The first failure counts: before the start the load rejects with it; afterwards what
 * is buffered plays out first, where that is still good.
 */
export class LoadOutcome {
  /** Rejects with the scope's reason where that ends first. */
  readonly started: Promise<void>;
  readonly #ports: OutcomePorts;
  #hasFailed = false;
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

  fail(error: PlayerError): void {
    if (this.#ports.scope.isDisposed || this.#hasFailed) return;
    this.#hasFailed = true;
    if (this.#settle) {
      this.#settle.reject(error);
      this.#settle = null;
    } else if (UNFETCHED.includes(error.code)) this.#failWhenPlayedOut(error);
    else this.#ports.onFailed(error);
  }

  #failWhenPlayedOut(error: PlayerError): void {
    const { element, scope, aheadSec, onFailed } = this.#ports;
    const waiting = scope.child();
    const look = (): void => {
      if (waiting.isDisposed || !isPlayedOut(aheadSec(), element)) return;
      waiting.dispose();
      onFailed(error);
    };
    for (const type of ['timeupdate', 'waiting', 'seeking', 'ended']) waiting.listen(element, type, look);
    look();
  }
}
