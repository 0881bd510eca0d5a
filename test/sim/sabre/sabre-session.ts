import type { Controller, Rule, SegmentSample, Transfer } from '../rule.ts';
import { rungQualities, stallCost, type SimTitle } from '../title.ts';
import type { SabreLink } from './sabre-link.ts';

/** A transfer may be abandoned each time that so much more of it has come, and so much time has passed. sabre. */
const PROGRESS_BITS = 12_000;
const PROGRESS_SEC = 0.05;

export interface SabreSetting {
  readonly title: SimTitle;
  readonly link: SabreLink;
  readonly bufferMaxSec: number;
  /**
   * Seconds by which a buffer level is misread each time, in nanoseconds at most. BOLA-E's placeholder, cut at an
   * abandonment, leaves two rungs exactly equal; which one sabre takes is the rounding error of its milliseconds.
   */
  readonly misreadSec?: () => number;
}

/** What sabre reports, in its units: averages are by segment length of play time, in which stalls count. */
export interface SabreReport {
  readonly bitrateKbps: number;
  readonly stallRatio: number;
  readonly changeKbps: number;
  readonly utility: number;
  readonly playSec: number;
}

/**
 * Plays a title as sabre does. It differs from `simulate` in what follows an abandonment (the rule is asked anew, whatever
 * it abandoned for), in when progress is looked at, in latencies that change, and in how it averages.
 * @see https://github.com/UMass-LIDS/sabre
 */
export function simulateAsSabre(rule: Rule, setting: SabreSetting): SabreReport {
  return new SabreSession(rule, setting).run();
}

class SabreSession {
  readonly #setting: SabreSetting;
  readonly #controller: Controller;
  readonly #rungs: number[] = [];
  #nowSec = 0;
  #contentEndSec = 0;
  #stallSec = 0;

  constructor(rule: Rule, setting: SabreSetting) {
    this.#setting = setting;
    const { title, bufferMaxSec } = setting;
    this.#controller = rule.create({
      priorBps: null,
      title,
      bufferMaxSec,
      rttSec: 0,
      isLive: false,
      qualities: rungQualities(title, 'log'),
      stallCost: stallCost(title, 'log'),
    });
  }

  run(): SabreReport {
    const { title } = this.#setting;
    while (this.#rungs.length < title.sizes.length) {
      this.#waitForRoom();
      const rung = this.#choose();
      if (!this.#fetch(rung)) continue;
      this.#contentEndSec = Math.max(this.#contentEndSec, this.#nowSec) + title.segmentSec;
      this.#rungs.push(rung);
    }
    return this.#report();
  }

  #waitForRoom(): void {
    const { title, bufferMaxSec } = this.#setting;
    const roomSec = this.#contentEndSec + title.segmentSec - bufferMaxSec;
    this.#passTo(Math.max(this.#nowSec, roomSec));
  }

  #choose(): number {
    const { rung, waitSec = 0 } = this.#controller.choose({
      atSec: this.#nowSec,
      segment: this.#rungs.length,
      bufferSec: this.#bufferSec(this.#nowSec),
      lastRung: this.#rungs.at(-1) ?? null,
      isSeek: false,
      elementHeight: null,
    });
    this.#passTo(this.#nowSec + Math.max(0, waitSec));
    return rung;
  }

  /** Whether the segment came; if not, it was abandoned. */
  #fetch(rung: number): boolean {
    const { title, link } = this.#setting;
    const segment = this.#rungs.length;
    const firstByteSec = link.firstByteSec(this.#nowSec);
    const bits = title.sizes[segment]?.[rung] ?? 0;
    const transfer: Transfer = { rung, segment, bits, startSec: this.#nowSec, firstByteSec };
    const endSec = link.secAfter(firstByteSec, bits);
    const abandonedSec = segment === 0 ? null : this.#watch(transfer, endSec);
    this.#passTo(abandonedSec ?? endSec);
    const received = abandonedSec === null ? bits : link.bitsBetween(firstByteSec, abandonedSec);
    const isComplete = abandonedSec === null;
    const sample: SegmentSample = { ...transfer, bits: received, endSec: this.#nowSec, isComplete };
    this.#controller.finished?.(sample, this.#bufferSec(this.#nowSec));
    return isComplete;
  }

  /** When the rule abandoned the transfer; null when it let it come. */
  #watch(transfer: Transfer, endSec: number): number | null {
    const { link } = this.#setting;
    const { startSec, firstByteSec } = transfer;
    const next = (bytesSinceSec: number, timeSinceSec: number): number =>
      Math.max(link.secAfter(bytesSinceSec, PROGRESS_BITS), timeSinceSec + PROGRESS_SEC);
    for (let atSec = next(firstByteSec, startSec); atSec < endSec; atSec = next(atSec, atSec)) {
      const rung = this.#controller.progress?.({
        ...transfer,
        atSec,
        receivedBits: link.bitsBetween(firstByteSec, atSec),
        bufferSec: this.#bufferSec(atSec),
        lastRung: this.#rungs.at(-1) ?? null,
        elementHeight: null,
      });
      if (rung != null) return atSec;
    }
    return null;
  }

  /** Lets time pass; it is a stall where nothing is buffered any more, but not before the first segment. */
  #passTo(sec: number): void {
    if (this.#rungs.length > 0) {
      const dryFromSec = Math.max(this.#nowSec, this.#contentEndSec);
      this.#stallSec += Math.max(0, sec - dryFromSec);
    }
    this.#nowSec = sec;
  }

  #bufferSec(atSec: number): number {
    const misreadSec = this.#setting.misreadSec?.() ?? 0;
    return Math.max(0, this.#contentEndSec - atSec + misreadSec);
  }

  #report(): SabreReport {
    const { bitratesBps, segmentSec } = this.#setting.title;
    const utilities = rungQualities(this.#setting.title, 'log');
    const playSec = this.#contentEndSec;
    const kbps = this.#rungs.map((rung) => (bitratesBps[rung] ?? 0) / 1000);
    const mean = (sum: number): number => (sum * segmentSec) / playSec;
    return {
      bitrateKbps: mean(kbps.reduce((sum, rate) => sum + rate, 0)),
      stallRatio: this.#stallSec / playSec,
      changeKbps: mean(
        kbps.reduce((sum, rate, index) => sum + Math.abs(rate - (kbps[index - 1] ?? rate)), 0),
      ),
      utility: mean(this.#rungs.reduce((sum, rung) => sum + (utilities[rung] ?? 0), 0)),
      playSec,
    };
  }
}
