import { LinkTrace } from '../link-trace.ts';

/** A step of a trace as sabre writes it. */
export interface SabreStep {
  readonly duration_ms: number;
  readonly bandwidth_kbps: number;
  readonly latency_ms: number;
}

/**
 * sabre's network: a trace of rates, and latencies that change with them. A request that waits across two steps pays a
 * share of each one's latency: latency, too, is something that comes at a rate (requests a second).
 */
export class SabreLink {
  readonly #rate: LinkTrace;
  readonly #requests: LinkTrace;

  constructor(id: string, steps: readonly SabreStep[]) {
    this.#rate = new LinkTrace(
      id,
      steps.map(({ duration_ms, bandwidth_kbps }) => ({
        durationSec: duration_ms / 1000,
        bps: bandwidth_kbps * 1000,
      })),
    );
    this.#requests = new LinkTrace(
      id,
      steps.map(({ duration_ms, latency_ms }) => ({
        durationSec: duration_ms / 1000,
        bps: 1000 / latency_ms,
      })),
    );
  }

  firstByteSec(requestSec: number): number {
    return this.#requests.secAt(this.#requests.bitsAt(requestSec) + 1);
  }

  bitsBetween(fromSec: number, toSec: number): number {
    return this.#rate.bitsAt(toSec) - this.#rate.bitsAt(fromSec);
  }

  /** When so many bits have come, counted from a time. */
  secAfter(fromSec: number, bits: number): number {
    return this.#rate.secAt(this.#rate.bitsAt(fromSec) + bits);
  }
}
