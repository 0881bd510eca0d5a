import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { loadGroups } from '../sim/load-inputs.ts';
import type { LinkTrace } from '../sim/link-trace.ts';
import { tracesDir } from '../sim/traces-dir.ts';

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

interface Transfer {
  readonly response: ServerResponse;
  readonly bytes: Uint8Array;
  sent: number;
}

/** How finely what the link gives is handed out. */
const TICK_MS = 10;

/**
 * The link between an origin and its page, which gives what a trace says from its making on, in equal parts to all that is
 * fetched at a time. It is the origin's since Chromium's own throttle, where it is changed, lets through at once what it held back.
 */
export class TraceLink {
  readonly #trace: LinkTrace;
  readonly #roundTripMs: number;
  readonly #startMs = performance.now();
  readonly #transfers = new Set<Transfer>();
  #timer: NodeJS.Timeout | null = null;
  /** What the link had given when it was last handed out. */
  #givenBits = 0;

  constructor(trace: LinkTrace, roundTripMs: number) {
    this.#trace = trace;
    this.#roundTripMs = roundTripMs;
  }

  /** Sends an answer's body behind its head as the link brings it; what nobody reads any more takes nothing of it. */
  async carry(response: ServerResponse, bytes: Uint8Array): Promise<void> {
    await wait(this.#roundTripMs);
    if (response.destroyed) return; // nobody waits for it any more
    response.flushHeaders();
    const transfer = { response, bytes, sent: 0 };
    this.#transfers.add(transfer);
    response.on('close', () => this.#transfers.delete(transfer));
    if (this.#timer !== null) return;
    this.#givenBits = this.#bitsNow(); // what nobody wanted is lost
    this.#timer = setInterval(() => {
      this.#handOut();
    }, TICK_MS);
  }

  #handOut(): void {
    const transfers = [...this.#transfers];
    const left = transfers.map(({ bytes, sent }) => bytes.length - sent);
    const parts = shareOut(Math.floor((this.#bitsNow() - this.#givenBits) / 8), left);
    transfers.forEach((transfer, position) => {
      const { response, bytes, sent } = transfer;
      const part = parts[position] ?? 0;
      this.#givenBits += part * 8;
      transfer.sent += part;
      if (part > 0) response.write(bytes.subarray(sent, transfer.sent));
      if (transfer.sent < bytes.length) return;
      this.#transfers.delete(transfer);
      response.end();
    });
    if (this.#transfers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #bitsNow(): number {
    return this.#trace.bitsAt((performance.now() - this.#startMs) / 1000);
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
