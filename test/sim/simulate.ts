import type { LinkTrace } from './link-trace.ts';
import type { Controller, Rule, SegmentSample, SessionSetup, Transfer } from './rule.ts';
import { rungQualities, stallCost, type SimTitle } from './title.ts';

/** How often a controller may look at a transfer in flight. Seconds. */
export const PROGRESS_SEC = 0.1;

/** Where and how a title is played. */
export interface SimSetting {
  readonly title: SimTitle;
  readonly trace: LinkTrace;
  /** Paid once by each request before its first byte. */
  readonly rttSec: number;
  /** A request waits until its segment fits into this much buffer. */
  readonly bufferMaxSec: number;
  /** What a session before has measured, bit/s. Default: there was none. */
  readonly priorBps?: number | null;
  /** What the rule is told that counts; doublings where it is left out. */
  readonly scale?: Pick<SessionSetup, 'qualities' | 'stallCost'>;
}

/** What happened. */
export interface SimRun {
  readonly rungs: readonly number[];
  /** Stall before each segment; the first one's is the time to first frame. */
  readonly stallsSec: readonly number[];
  readonly firstFrameSec: number;
  /** Without the time to first frame. */
  readonly stallSec: number;
  readonly endSec: number;
  readonly wastedBits: number;
  readonly abandoned: number;
  /** What each decision took of this machine, milliseconds. */
  readonly decisionMs: readonly number[];
}

/** Plays a title by a rule. Time jumps from event to event; nothing is random. */
export function simulate(rule: Rule, setting: SimSetting): SimRun {
  return new Simulation(rule, setting).run();
}

class Simulation {
  readonly #setting: SimSetting;
  readonly #controller: Controller;
  #nowSec = 0;
  /** When what is buffered will have been played. */
  #contentEndSec = 0;
  #segment = 0;
  #wastedBits = 0;
  #abandoned = 0;
  readonly #rungs: number[] = [];
  readonly #stallsSec: number[] = [];
  readonly #decisionMs: number[] = [];

  constructor(rule: Rule, setting: SimSetting) {
    this.#setting = setting;
    const { title, bufferMaxSec, rttSec, priorBps = null } = setting;
    const { qualities, stallCost: cost } = setting.scale ?? {
      qualities: rungQualities(title, 'log'),
      stallCost: stallCost(title, 'log'),
    };
    this.#controller = rule.create({ title, bufferMaxSec, rttSec, priorBps, qualities, stallCost: cost });
  }

  run(): SimRun {
    const { title } = this.#setting;
    for (; this.#segment < title.sizes.length; this.#segment += 1) {
      this.#waitForRoom();
      this.#rungs.push(this.#fetch());
      const stallSec = Math.max(0, this.#nowSec - this.#contentEndSec);
      this.#stallsSec.push(stallSec);
      this.#contentEndSec += stallSec + title.segmentSec;
    }
    const [firstFrameSec = 0, ...stalls] = this.#stallsSec;
    return {
      rungs: this.#rungs,
      stallsSec: this.#stallsSec,
      firstFrameSec,
      stallSec: stalls.reduce((sum, sec) => sum + sec, 0),
      endSec: this.#contentEndSec,
      wastedBits: this.#wastedBits,
      abandoned: this.#abandoned,
      decisionMs: this.#decisionMs,
    };
  }

  #waitForRoom(): void {
    const { title, bufferMaxSec } = this.#setting;
    this.#nowSec = Math.max(this.#nowSec, this.#contentEndSec + title.segmentSec - bufferMaxSec);
  }

  /** Fetches the segment, in as many attempts as the controller makes of it; the rung that it came in. */
  #fetch(): number {
    let rung = this.#timed(() => this.#choose());
    for (;;) {
      const next = this.#transfer(rung);
      if (next === null) return rung;
      rung = next;
    }
  }

  #choose(): number {
    const choice = this.#controller.choose({
      atSec: this.#nowSec,
      segment: this.#segment,
      bufferSec: this.#bufferSec(this.#nowSec),
      lastRung: this.#rungs.at(-1) ?? null,
    });
    if (choice.waitSec === undefined || choice.waitSec <= 0) return this.#checked(choice.rung);
    // Nothing waits for nothing: at most until the buffer is empty.
    this.#nowSec += Math.min(choice.waitSec, this.#bufferSec(this.#nowSec));
    return this.#choose();
  }

  /** One request; null when it came to its end, else the rung that the segment is to be fetched in instead. */
  #transfer(rung: number): number | null {
    const { trace, rttSec } = this.#setting;
    const startSec = this.#nowSec;
    const firstByteSec = startSec + rttSec;
    const before = trace.bitsAt(firstByteSec);
    const bits = this.#sizeBits(rung);
    const endSec = trace.secAt(before + bits);
    const transfer: Transfer = { rung, segment: this.#segment, bits, startSec, firstByteSec };
    const abandoned = this.#watch(transfer, before, endSec);
    if (abandoned) {
      this.#wastedBits += abandoned.bits;
      this.#abandoned += 1;
      this.#nowSec = abandoned.atSec;
      this.#tell({ ...transfer, bits: abandoned.bits, endSec: abandoned.atSec, isComplete: false });
      return this.#checked(abandoned.rung);
    }
    this.#nowSec = Math.max(endSec, firstByteSec);
    this.#tell({ ...transfer, endSec: this.#nowSec, isComplete: true });
    return null;
  }

  #watch(
    transfer: Transfer,
    before: number,
    endSec: number,
  ): { readonly rung: number; readonly atSec: number; readonly bits: number } | null {
    const { trace } = this.#setting;
    if (!this.#controller.progress) return null;
    for (let atSec = transfer.startSec + PROGRESS_SEC; atSec < endSec; atSec += PROGRESS_SEC) {
      const bits = atSec > transfer.firstByteSec ? trace.bitsAt(atSec) - before : 0;
      const rung = this.#controller.progress({
        ...transfer,
        atSec,
        receivedBits: bits,
        bufferSec: this.#bufferSec(atSec),
        lastRung: this.#rungs.at(-1) ?? null,
      });
      if (rung !== null) return { rung, atSec, bits };
    }
    return null;
  }

  #tell(sample: SegmentSample): void {
    this.#controller.finished?.(sample, this.#bufferSec(this.#nowSec));
  }

  #bufferSec(atSec: number): number {
    return Math.max(0, this.#contentEndSec - atSec);
  }

  #sizeBits(rung: number): number {
    return this.#setting.title.sizes[this.#segment]?.[rung] ?? 0;
  }

  #checked(rung: number): number {
    const last = this.#setting.title.bitratesBps.length - 1;
    if (!Number.isInteger(rung) || rung < 0 || rung > last)
      throw new RangeError(`a rule chose rung ${rung} of 0 to ${last}`);
    return rung;
  }

  #timed(choose: () => number): number {
    const startMs = performance.now();
    const rung = choose();
    this.#decisionMs.push(performance.now() - startMs);
    return rung;
  }
}
