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
 * Reads a body to its end. A worker is made of its text too: it uses nothing from outside but its arguments, nor what an
 * app's build for old televisions would bring in from outside (async functions, spreads).
 */
export function readBody(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { gatherMs, length, isHurried, take, pause }: BodyReading,
): Promise<void> {
  /** A piece of this size is worth its delivery. */
  const largeBytes = 32_768;
  /** Half of what Chromium's pipe between network and page holds: a full one stops the network. */
  const pipeBytes = 262_144;
  const startMs = performance.now();
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const next = (): void => {
      reader
        .read()
        .then(({ value }) => {
          if (!value) {
            resolve();
            return;
          }
          take(value);
          bytes += value.length;
          const bytesPerMs = bytes / (performance.now() - startMs);
          const pauseMs = Math.min(gatherMs, pipeBytes / bytesPerMs);
          // The end is read as it comes, so that its time is right; and large pieces need no gathering.
          const isWorthIt = length - bytes > pauseMs * bytesPerMs + largeBytes;
          if (gatherMs === 0 || value.length >= largeBytes || isHurried() || !isWorthIt) next();
          else pause(pauseMs).then(next, reject);
        })
        .catch(reject);
    };
    next();
  });
}
