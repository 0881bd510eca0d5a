/** How a body is read: what nobody waits for is left to the browser for a while, which then gives it in larger pieces. */
export interface BodyReading {
  /** See `TransportRequest.gatherMs`. */
  readonly gatherMs: number;
  /** Of the body; 0 where it is not told. */
  readonly length: number;
  /** Whether waiting would hold the network up: timers of a hidden page are slow. */
  readonly isHurried: () => boolean;
  /** Throws to end the reading. */
  readonly take: (bytes: Uint8Array) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/**
 * Reads a body to its end. A worker is made of its text too: it uses nothing from outside but its arguments.
 */
export async function readBody(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { gatherMs, length, isHurried, take, pause }: BodyReading,
): Promise<void> {
  /** A piece of this size is worth its delivery. */
  const largeBytes = 32_768;
  /** Half of what Chromium's pipe between network and page holds: a full one stops the network. */
  const pipeBytes = 262_144;
  const startMs = performance.now();
  let bytes = 0;
  for (;;) {
    const { value } = await reader.read();
    if (!value) return;
    take(value);
    bytes += value.length;
    // The end is read as it comes, so that its time is right; and large pieces need no gathering.
    if (gatherMs === 0 || value.length >= largeBytes || isHurried()) continue;
    const bytesPerMs = bytes / (performance.now() - startMs);
    const pauseMs = Math.min(gatherMs, pipeBytes / bytesPerMs);
    if (length - bytes > pauseMs * bytesPerMs + largeBytes) await pause(pauseMs);
  }
}
