import type { Clock } from '../../core/clock.ts';
import type { Scope } from '../../core/scope.ts';
import { LASTING_MS, TailMeter, UNSEEN_MS } from '../../core/tail-meter.ts';
import type { AbrTransfer } from '../../model/abr.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { TrackKind } from '../../model/track.ts';
import type { TransferSample } from '../../model/transfer-sample.ts';

/** How often a transfer is looked at. */
const LOOK_MS = 250;

/** Why a segment is not fetched to its end: another rendition of it is worth more. */
export class Abandonment extends Error {}

export interface WatchedTransfer {
  readonly trackKind: TrackKind;
  readonly renditionId: string;
  /** Null: the manifest does not tell; the answer may, and knows better. */
  readonly totalBytes: number | null;
}

/** Follows the segment under way, and asks from time to time whether it is worth its end. */
export class TransferWatch {
  readonly #watched: WatchedTransfer;
  readonly #clock: Clock;
  readonly #startMs: number;
  #firstByteMs: number | null = null;
  #receivedBytes = 0;
  readonly #meter = new TailMeter();
  #totalBytes: number | null;
  #isOver = false;

  constructor(watched: WatchedTransfer, clock: Clock) {
    this.#watched = watched;
    this.#clock = clock;
    this.#totalBytes = watched.totalBytes;
    this.#startMs = clock.nowMs();
  }

  /** Passes requests on, and counts what the segment's brings. */
  through(request: RequestResource): RequestResource {
    return (resource) => {
      const { onData } = resource;
      if (resource.type !== 'segment' || !onData) return request(resource);
      const count = (bytes: Uint8Array): void => {
        const nowMs = this.#clock.nowMs();
        if (this.#firstByteMs === null) this.#meter.note(nowMs, 0);
        this.#firstByteMs ??= nowMs;
        this.#receivedBytes += bytes.length;
        this.#meter.note(nowMs, this.#receivedBytes);
        onData(bytes);
      };
      const onSize = (bytes: number): void => {
        this.#totalBytes = bytes; // a manifest may be wrong
      };
      return request({ ...resource, onData: count, onSize }).finally(() => {
        this.#isOver = true; // appending may take longer, and says nothing of the link
      });
    };
  }

  /** Asks for as long as the scope lives; the scope ends with the first reason that is given. */
  start(scope: Scope, askToAbandon: (transfer: AbrTransfer) => string | null): void {
    let lookedMs = this.#startMs;
    let isLate = false;
    const look = (): void => {
      if (this.#isOver) return;
      const wasLate = isLate;
      const nowMs = this.#clock.nowMs();
      isLate = nowMs - lookedMs >= UNSEEN_MS; // the processor was busy, and bytes may wait to be handed over
      lookedMs = nowMs;
      const transfer = this.#firstByteMs === null ? null : this.#transfer(this.#firstByteMs, nowMs);
      // Where all looks are late, as in a page that nobody sees, they count.
      const reason = transfer && (wasLate || !isLate) ? askToAbandon(transfer) : null;
      if (reason === null) scope.timer(look, LOOK_MS);
      else scope.dispose(new Abandonment(reason));
    };
    scope.timer(look, LOOK_MS);
  }

  /** What the transfer has shown of the link up to now. */
  sample(): TransferSample {
    const nowMs = this.#clock.nowMs();
    const { trackKind, renditionId } = this.#watched;
    return {
      ...{ type: 'segment', trackKind, renditionId, host: '', status: 0 },
      ...{ bytes: this.#receivedBytes, startMs: this.#startMs, firstByteMs: this.#firstByteMs ?? nowMs },
      // No end: gathered bytes may not have been handed over yet, and nothing would pass for the link's rate.
      ...{ endMs: nowMs, tail: null, attempts: 1, isCached: false },
    };
  }

  /** That somebody looked is noted, too: so the next look can tell a silence. */
  #transfer(firstByteMs: number, nowMs: number): AbrTransfer {
    const receivedBytes = this.#receivedBytes;
    const tail = this.#meter.tail(nowMs, receivedBytes);
    const lately = this.#meter.lately(nowMs, receivedBytes);
    const lasting = this.#meter.lately(nowMs, receivedBytes, LASTING_MS);
    this.#meter.note(nowMs, receivedBytes);
    const { renditionId } = this.#watched;
    return { renditionId, totalBytes: this.#totalBytes, receivedBytes, firstByteMs, tail, lately, lasting };
  }
}
