import type { Clock } from '../core/clock.ts';
import { describeCause } from '../core/errors.ts';
import { Scope } from '../core/scope.ts';
import { TailMeter, type TransferTail } from '../core/tail-meter.ts';
import type { Transport, TransportHead, TransportRequest } from '../core/transport.ts';
import type { ResourceRequest } from '../model/resource.ts';
import type { ByteLedger } from './byte-ledger.ts';
import type { Failure } from './failure.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { LoadPolicy } from './network-config.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface AttemptOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly policy: LoadPolicy;
  readonly withCredentials: boolean;
  readonly request: ResourceRequest;
  readonly url: string;
  readonly ledger: ByteLedger;
  readonly deliver: (bytes: Uint8Array) => void;
}

/** How an attempt ended: null: all bytes are here; `stopped`: the caller aborted it, or threw while taking bytes. */
export type AttemptEnd = Failure | { readonly kind: 'stopped'; readonly reason: unknown } | null;

export interface Attempt {
  readonly end: AttemptEnd;
  /** Status 0 where no answer came. */
  readonly head: TransportHead;
  /** Bytes of body received, wanted or not. */
  readonly bytes: number;
  readonly startMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  readonly tail: TransferTail | null;
  /** What came before the processor was busy until the end. */
  readonly seen: TransferTail | null;
}

/** Makes one request, in the task of the call, under the timeouts of its policy. Leaves no timer and no connection. */
export function runAttempt(options: AttemptOptions): Promise<Attempt> {
  const { clock, policy, request, ledger } = options;
  return new Promise((resolve) => {
    const scope = new Scope(clock);
    const startMs = clock.nowMs();
    let head: TransportHead = { url: options.url, status: 0, header: () => null };
    let firstByteMs = startMs;
    let bytes = 0;
    const meter = new TailMeter();

    const settle = (end: AttemptEnd): void => {
      if (scope.isDisposed) return;
      scope.dispose();
      const endMs = clock.nowMs();
      const tail = meter.tail(endMs, bytes);
      const seen = meter.seen(firstByteMs, endMs, bytes);
      resolve({ end, head, bytes, startMs, firstByteMs, endMs, tail, seen });
    };
    const silence = new SilenceWatch(clock, scope, meter, (waitedFor, timeoutMs) => {
      settle({ kind: 'timeout', waitedFor, timeoutMs });
    });
    const onHead = (answer: TransportHead): void => {
      if (scope.isDisposed) return;
      head = answer;
      firstByteMs = clock.nowMs();
      meter.note(firstByteMs, 0);
      const verdict = judgeAnswer(answer, request, ledger, clock);
      if (verdict === null) {
        silence.expect('the next bytes', policy.betweenBytesTimeoutMs);
        if (request.onSize && ledger.sizeBytes() < Infinity) request.onSize(ledger.sizeBytes());
      } else settle(verdict === 'complete' ? null : verdict);
    };
    const onData = (chunk: Uint8Array): void => {
      if (scope.isDisposed) return;
      bytes += chunk.length;
      meter.note(clock.nowMs(), bytes);
      silence.noteLife();
      const wanted = ledger.take(chunk);
      try {
        if (wanted.length > 0) options.deliver(wanted);
      } catch (reason) {
        settle({ kind: 'stopped', reason });
      }
      if (ledger.canStop()) settle(null);
    };

    silence.expect('the first byte', policy.firstByteTimeoutMs);
    scope.listen(request.signal, 'abort', () => {
      settle({ kind: 'stopped', reason: request.signal.reason });
    });
    send(options, { signal: scope.signal, onHead, onData }).then(
      () => {
        if (head.status > 0 && !ledger.isShort()) settle(null);
        else settle({ kind: 'connection', detail: `the answer ended after ${bytes} bytes` });
      },
      (cause: unknown) => {
        // A connection that breaks behind the last byte took nothing away.
        const isAllHere = head.status > 0 && ledger.isComplete();
        settle(isAllHere ? null : { kind: 'connection', detail: describeCause(cause), cause });
      },
    );
  });
}

/** Async, so that a transport which throws at once counts as one that rejects. The request leaves before it returns. */
async function send(
  { transport, url, ledger, withCredentials, request: { gatherMs, isFresh, post } }: AttemptOptions,
  callbacks: Pick<TransportRequest, 'signal' | 'onHead' | 'onData'>,
): Promise<void> {
  const range = ledger.rangeHeader();
  const headers: Record<string, string> = range === null ? {} : { Range: range };
  const asked = post ? ({ method: 'POST', ...post } as const) : ({ method: 'GET', headers } as const);
  await transport({ ...asked, url, withCredentials, gatherMs, isFresh, ...callbacks });
}
