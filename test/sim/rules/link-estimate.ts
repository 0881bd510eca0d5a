import type { SegmentSample } from '../rule.ts';
import { EwmaPair } from './ewma.ts';

/** Half-lives of dash.js's and sabre's pair of averages. Seconds of transfer. */
const FAST_SEC = 3;
const SLOW_SEC = 8;

/** Throughput after the first byte, and the time before it: the careful one of a fast and a slow average of each. */
export class LinkEstimate {
  readonly #throughput = new EwmaPair(FAST_SEC, SLOW_SEC);
  readonly #latency: EwmaPair;

  /** @param segmentSec latency is averaged by request; a request stands for this many seconds */
  constructor(segmentSec: number) {
    this.#latency = new EwmaPair(FAST_SEC / segmentSec, SLOW_SEC / segmentSec);
  }

  add({ bits, startSec, firstByteSec, endSec }: SegmentSample): void {
    const sec = endSec - firstByteSec;
    if (sec <= 0) return;
    this.#throughput.add(sec, bits / sec);
    this.#latency.add(1, firstByteSec - startSec);
  }

  /** Null before the first transfer. */
  get throughputBps(): number | null {
    return this.#throughput.lower;
  }

  get latencySec(): number {
    return this.#latency.higher ?? 0;
  }
}
