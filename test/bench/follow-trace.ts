import type { CDPSession } from '@playwright/test';
import { loadGroups } from '../sim/load-inputs.ts';
import type { LinkTrace } from '../sim/link-trace.ts';
import { tracesDir } from '../sim/traces-dir.ts';

/** Of a throughput of 0 Chromium makes no throttle at all. Bytes a second. */
const LEAST_BYTES_PER_SEC = 100;

/**
 * The first trace of a group, from the folder that `KINORA_TRACES` names, or that beside the checkout.
 * @throws Error where the folder or the group is not there
 */
export function firstTrace(group: string): LinkTrace {
  const dir = tracesDir();
  const trace = loadGroups(dir).find(({ name }) => name === group)?.traces[0];
  if (!trace) throw new Error(`No group of traces ${group} in ${dir}: KINORA_TRACES names another folder.`);
  return trace;
}

/** Has a page's network give from now on what the trace says, in a loop; what is returned ends that. */
export function followTrace(
  cdp: CDPSession,
  { steps }: LinkTrace,
  latency: number,
  onFailure: (error: Error) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = performance.now();
  const enter = (step: number): void => {
    const { durationSec, bps } = steps[step % steps.length] ?? { durationSec: 1, bps: 0 };
    const bytesPerSec = Math.max(LEAST_BYTES_PER_SEC, bps / 8);
    const throughput = { downloadThroughput: bytesPerSec, uploadThroughput: bytesPerSec };
    cdp
      .send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput })
      .catch((error: unknown) => {
        onFailure(error instanceof Error ? error : new Error(String(error)));
      });
    dueMs += durationSec * 1000;
    timer = setTimeout(() => {
      enter(step + 1);
    }, dueMs - performance.now());
  };
  enter(0);
  return () => {
    clearTimeout(timer);
  };
}
