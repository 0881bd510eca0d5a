import type { ListenTarget, Scope } from '../core/scope.ts';
import type { TransferGate } from '../network/stored-response.ts';
import type { PreloadConfig } from './preload-config.ts';
import type { PresentPlayback } from './preload-port.ts';

/** How often it is looked whether the present title has enough. Milliseconds. */
const LOOK_EVERY_MS = 250;
/** Events of the element after which the network may be needed at once. */
const URGENT = ['seeking', 'waiting', 'emptied'] as const;
/** Media that ends this much before the duration is all there is. */
const END_SLACK_SEC = 0.5;

/**
 * Whether the next title may use the network: always while nothing plays; else from `startAheadSec` of buffer on, and
 * once begun (`isOpen`) until `yieldBelowSec`.
 */
export function hasPreloadRoom(
  present: PresentPlayback,
  isOpen: boolean,
  { startAheadSec, yieldBelowSec }: PreloadConfig,
  bufferGoalSec: number,
): boolean {
  const stats = present.stats();
  if (!stats || ['idle', 'ended', 'error'].includes(present.state)) return true;
  const { positionSec, bufferAheadSec } = stats;
  const durationSec = present.presentation?.durationSec ?? Infinity;
  if (positionSec + bufferAheadSec >= durationSec - END_SLACK_SEC) return true;
  const enoughSec = Math.min(startAheadSec, bufferGoalSec);
  return bufferAheadSec >= (isOpen ? Math.min(yieldBelowSec, enoughSec) : enoughSec);
}

/** Keeps transfers for the next title from the network while the present one needs it. Stands still when `scope` ends. */
export class PreloadGate implements TransferGate {
  readonly #scope: Scope;
  readonly #hasRoom: (isOpen: boolean) => boolean;
  readonly #waiting = new Set<() => void>();
  readonly #running = new Set<() => void>();
  #isOpen = false;

  constructor(element: ListenTarget, scope: Scope, hasRoom: (isOpen: boolean) => boolean) {
    this.#scope = scope;
    this.#hasRoom = hasRoom;
    const look = (): void => {
      this.#look();
    };
    for (const event of URGENT) scope.listen(element, event, look);
    const tick = (): void => {
      look();
      scope.timer(tick, LOOK_EVERY_MS);
    };
    tick();
  }

  whenOpen(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(settle);
        signal.removeEventListener('abort', settle);
        if (signal.aborted) reject(signal.reason as Error);
        else resolve();
      };
      this.#waiting.add(settle);
      signal.addEventListener('abort', settle);
    });
  }

  onShut(run: () => void): () => void {
    this.#running.add(run);
    return () => this.#running.delete(run);
  }

  #look(): void {
    if (this.#scope.isDisposed) return;
    const wasOpen = this.#isOpen;
    this.#isOpen = this.#hasRoom(wasOpen);
    if (wasOpen === this.#isOpen) return;
    for (const run of [...(this.#isOpen ? this.#waiting : this.#running)]) run();
  }
}
