import type { JoinPhase } from '../engine/engine-event.ts';
import type { JoinTime } from './player-stats.ts';

/** Notes when each phase of the start-up was first passed. */
export class JoinTimer {
  readonly #startMs: number;
  readonly #phases: Partial<Record<JoinPhase, number>> = {};

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Milliseconds since `load()`; null where the phase had been passed before (a rebuild passes some again). */
  mark(phase: JoinPhase, atMs: number): number | null {
    if (phase in this.#phases) return null;
    return (this.#phases[phase] = atMs - this.#startMs);
  }

  read(): JoinTime {
    return { totalMs: this.#phases['first-frame'] ?? null, phases: { ...this.#phases } };
  }
}
