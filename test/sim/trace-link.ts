import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { LinkTrace } from './link-trace.ts';

interface Transfer {
  readonly response: ServerResponse;
  readonly bytes: Uint8Array;
  sent: number;
}

/** How finely what the link gives is handed out, at the least. */
const TICK_MS = 10;
/** No timer is finer. */
const LEAST_MS = 1;

/**
 * The link between an origin and its page, in real time: it gives what a trace says, from the first request on, in equal parts to
 * all that is fetched at a time. It is the origin's since Chromium's own throttle, where it is changed, lets through at once
 * what it held back.
 */
export class TraceLink {
  readonly #trace: LinkTrace;
  readonly #roundTripMs: number;
  readonly #transfers = new Set<Transfer>();
  #startMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** What of the link has been handed out or, where nobody wanted it, is lost. */
  #usedBits = 0;

  constructor(trace: LinkTrace, roundTripMs: number) {
    this.#trace = trace;
    this.#roundTripMs = roundTripMs;
  }

  /** Waits as long as a request takes to its first byte. */
  answerTime(): Promise<void> {
    return wait(this.#roundTripMs);
  }

  /** Sends the head of an answer after that time, and the body as the link brings it; who has gone takes nothing of it. */
  async carry(response: ServerResponse, bytes: Uint8Array): Promise<void> {
    this.#startMs ??= performance.now();
    await this.answerTime();
    if (response.destroyed) return;
    response.flushHeaders();
    this.#handOut(); // what came before is not for this one
    const transfer = { response, bytes, sent: 0 };
    this.#transfers.add(transfer);
    response.on('close', () => this.#transfers.delete(transfer));
    this.#handOut();
  }

  #handOut(): void {
    clearTimeout(this.#timer);
    const givenBits = this.#trace.bitsAt((performance.now() - (this.#startMs ?? 0)) / 1000);
    if (this.#transfers.size === 0) this.#usedBits = givenBits;
    const transfers = [...this.#transfers];
    const wants = transfers.map(({ bytes, sent }) => bytes.length - sent);
    const parts = shareOut(Math.max(0, Math.floor((givenBits - this.#usedBits) / 8)), wants);
    transfers.forEach((transfer, position) => {
      this.#send(transfer, parts[position] ?? 0);
    });
    if (this.#transfers.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#handOut();
    }, this.#nextMs());
  }

  #send(transfer: Transfer, part: number): void {
    const { response, bytes, sent } = transfer;
    this.#usedBits += part * 8;
    transfer.sent += part;
    if (part > 0) response.write(bytes.subarray(sent, transfer.sent));
    if (transfer.sent < bytes.length) return;
    this.#transfers.delete(transfer);
    response.end();
  }

  /** Until a transfer is at its end, where that is soon. */
  #nextMs(): number {
    const wants = [...this.#transfers].map(({ bytes, sent }) => bytes.length - sent);
    const endSec = this.#trace.secAt(this.#usedBits + Math.min(...wants) * wants.length * 8);
    const endMs = (this.#startMs ?? 0) + endSec * 1000;
    return Math.min(TICK_MS, Math.max(LEAST_MS, Math.ceil(endMs - performance.now())));
  }
}

/** Parts of what there is, as equal as the wants allow, in whole bytes. */
export function shareOut(available: number, wants: readonly number[]): readonly number[] {
  const parts = wants.map(() => 0);
  const bySize = [...wants.keys()].sort((a, b) => (wants[a] ?? 0) - (wants[b] ?? 0));
  let rest = available;
  bySize.forEach((position, before) => {
    const part = Math.min(wants[position] ?? 0, Math.floor(rest / (wants.length - before)));
    parts[position] = part;
    rest -= part;
  });
  return parts;
}
