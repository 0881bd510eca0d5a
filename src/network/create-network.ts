import type { Clock } from '../core/clock.ts';
import type { Transport } from '../core/transport.ts';
import { wait } from '../core/wait.ts';
import type { RequestResource } from '../model/resource.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { runAttempt } from './attempt.ts';
import { toNetworkError } from './failure.ts';
import { createHostMemory } from './host-memory.ts';
import { measureTransfer } from './measure-transfer.ts';
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from './network-config.ts';
import { createReceivedBody } from './received-body.ts';
import { createRoute } from './route.ts';

export interface NetworkOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly config?: NetworkConfig;
  /** Called for every transfer that brought something: finished, broken off or abandoned. */
  readonly onTransfer: (sample: TransferSample) => void;
}

/**
 * Makes the function that fetches everything. The first request leaves in the task of the call. A body that
 * broke off is resumed by Range from the byte reached, on whichever alternative is next.
 */
export function createNetwork(options: NetworkOptions): RequestResource {
  const { transport, clock, random, onTransfer, config = DEFAULT_NETWORK_CONFIG } = options;
  const hosts = createHostMemory(clock, config.hostCoolDownMs);

  return async (request) => {
    const { signal } = request;
    const policy = config.policies[request.type];
    const { withCredentials } = config;
    const route = createRoute(hosts.order(request.urls), clock, config, random);
    const body = createReceivedBody(request);
    if (!route.url()) throw toNetworkError({ kind: 'connection', detail: 'it names no URL' }, request, '', 0);
    for (let attempts = 1; ; attempts += 1) {
      if (signal.aborted) throw signal.reason as Error;
      const url = route.url();
      const attempt = await runAttempt({
        ...{ transport, clock, policy, withCredentials, url },
        // What failed once can wait no longer: a platform that gathers is gone by, in case the failure was its own.
        request: attempts > 1 ? { ...request, gatherMs: 0 } : request,
        ledger: body.ledger(),
        deliver: body.deliver,
      });
      const { end, head } = attempt;
      const sample = measureTransfer(attempt, request, attempts);
      if (end === null || sample.bytes > 0) onTransfer(sample);
      if (end === null) {
        hosts.noteSuccess(url);
        return { url: head.url, contentType: head.header('content-type'), bytes: body.join(), sample };
      }
      if (end.kind === 'stopped') throw end.reason as Error;
      hosts.noteFailure(url);
      const delayMs = route.advance(end, policy.maxAttempts);
      if (delayMs === null) throw toNetworkError(end, request, url, attempts);
      if (delayMs > 0) await wait(clock, delayMs, signal);
      body.prepareRetry();
    }
  };
}
