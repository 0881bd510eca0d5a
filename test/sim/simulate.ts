import { legsOf, type Leg } from './legs.ts';
import type { LinkTrace } from './link-trace.ts';
import type { Controller, Rule, SegmentSample, SessionSetup, Transfer } from './rule.ts';
import { rungQualities, stallCost, type SimTitle } from './title.ts';

/** How often a controller may look at a transfer in flight. Seconds. */
export const PROGRESS_SEC = 0.1;

/** Sums of times may fall short by rounding. Segments. */
const ROUNDING = 1e-9;

/** Where and how a title is played. */
export interface SimSetting {
  readonly title: SimTitle;
  readonly trace: LinkTrace;
  /** Paid once by each request before its first byte. */
  readonly rttSec: number;
  /** A request waits until its segment fits into this much buffer. */
  readonly bufferMaxSec: number;
  /** What follows the segment to be fetched is still to be made. Default: all of the title is there. */
  readonly isLive?: boolean;
  /** What a session before has measured, bit/s. Default: there was none. */
  readonly priorBps?: number | null;
  /** What the rule is told that counts; doublings where it is left out. */
  readonly scale?: Pick<SessionSetup, 'qualities' | 'stallCost'>;
  /**
   * What is watched, in order, with a seek behind each leg once it has been played: what is buffered is lost then, what is
   * under way cut off. Left out: all of the title, in one go.
   */
  readonly legs?: readonly Leg[];
  /** Of the element while each segment, in the order of watching, is on the screen, pixels. */
  readonly elementHeights?: readonly number[];
}

/** What happened. */
export interface SimRun {
  /** Of each segment that was played. */
  readonly rungs: readonly number[];
  /** Stall before each of them; the first one's is the time to first frame, and a seek's wait is one. */
  readonly stallsSec: readonly number[];
  readonly firstFrameSec: number;
  /** Without the time to first frame. */
  readonly stallSec: number;
  readonly endSec: number;
  /** Of transfers that did not come to their end, and of segments that were never played. */
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
  /** When the viewer seeks: known once what is watched before that is buffered. */
  #seekSec = Infinity;
  #isSeek = false;
  #segment = 0;
  #lastRung: number | null = null;
  #wastedBits = 0;
  #abandoned = 0;
  readonly #rungs: number[] = [];
  readonly #stallsSec: number[] = [];
  readonly #decisionMs: number[] = [];

  constructor(rule: Rule, setting: SimSetting) {
    this.#setting = setting;
    const { title, bufferMaxSec, rttSec, isLive = false, priorBps = null } = setting;
    const { qualities, stallCost: cost } = setting.scale ?? {
      qualities: rungQualities(title, 'log'),
      stallCost: stallCost(title, 'log'),
    };
    const session = { title, bufferMaxSec, rttSec, isLive, priorBps };
    this.#controller = rule.create({ ...session, qualities, stallCost: cost });
  }

  run(): SimRun {
    const legs = legsOf(this.#setting);
    legs.forEach((leg, index) => {
      this.#isSeek = index > 0;
      this.#playLeg(leg, index === legs.length - 1);
    });
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

  /** Behind its end a rule goes on with the segments that follow in the title: it does not know of the seek. */
  #playLeg({ from, to }: Leg, isLast: boolean): void {
    const end = isLast ? to : this.#setting.title.sizes.length;
    for (this.#segment = from; this.#segment < end; this.#segment += 1) {
      if (this.#segment === to) this.#seekSec = this.#contentEndSec;
      this.#waitForRoom();
      const rung = this.#fetch();
      if (rung === null) break;
      this.#append(rung);
    }
    this.#contentEndSec = Math.min(this.#contentEndSec, this.#seekSec);
    this.#nowSec = this.#contentEndSec;
    this.#seekSec = Infinity;
  }

  #append(rung: number): void {
    const stallSec = Math.max(0, this.#nowSec - this.#contentEndSec);
    this.#contentEndSec += stallSec + this.#setting.title.segmentSec;
    this.#lastRung = rung;
    this.#isSeek = false;
    if (this.#seekSec < Infinity) {
      this.#wastedBits += this.#sizeBits(rung);
      return;
    }
    this.#rungs.push(rung);
    this.#stallsSec.push(stallSec);
  }

  #waitForRoom(): void {
    const { title, bufferMaxSec } = this.#setting;
    this.#nowSec = Math.max(this.#nowSec, this.#contentEndSec + title.segmentSec - bufferMaxSec);
  }

  /** Fetches the segment, in as many attempts as the controller makes of it; the rung that it came in, null if a seek came before. */
  #fetch(): number | null {
    let rung = this.#timed(() => this.#choose());
    while (rung !== null) {
      const end = this.#transfer(rung);
      if (end === 'whole') return rung;
      rung = end === 'cut' ? null : end.insteadIn;
    }
    return null;
  }

  #choose(): number | null {
    if (this.#nowSec >= this.#seekSec) return null;
    const choice = this.#controller.choose({
      atSec: this.#nowSec,
      segment: this.#segment,
      bufferSec: this.#bufferSec(this.#nowSec),
      lastRung: this.#lastRung,
      isSeek: this.#isSeek,
      elementHeight: this.#elementHeight(this.#nowSec),
    });
    if (choice.waitSec === undefined || choice.waitSec <= 0) return this.#checked(choice.rung);
    // Nothing waits for nothing: at most until the buffer is empty.
    this.#nowSec += Math.min(choice.waitSec, this.#bufferSec(this.#nowSec));
    return this.#choose();
  }

  /** One request, which comes whole, is cut off by a seek, or abandoned for another rung. */
  #transfer(rung: number): 'whole' | 'cut' | { readonly insteadIn: number } {
    const { trace, rttSec } = this.#setting;
    const startSec = this.#nowSec;
    const firstByteSec = startSec + rttSec;
    const before = trace.bitsAt(firstByteSec);
    const bits = this.#sizeBits(rung);
    const endSec = trace.secAt(before + bits);
    const transfer: Transfer = { rung, segment: this.#segment, bits, startSec, firstByteSec };
    const abandoned = this.#watch(transfer, before, Math.min(endSec, this.#seekSec));
    if (abandoned) {
      this.#wastedBits += abandoned.bits;
      this.#abandoned += 1;
      this.#nowSec = abandoned.atSec;
      this.#tell({ ...transfer, bits: abandoned.bits, endSec: abandoned.atSec, isComplete: false });
      return { insteadIn: this.#checked(abandoned.rung) };
    }
    if (endSec > this.#seekSec) {
      this.#wastedBits += Math.max(0, trace.bitsAt(this.#seekSec) - before);
      return 'cut';
    }
    this.#nowSec = Math.max(endSec, firstByteSec);
    this.#tell({ ...transfer, endSec: this.#nowSec, isComplete: true });
    return 'whole';
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
        lastRung: this.#lastRung,
        elementHeight: this.#elementHeight(atSec),
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

  /** While the playhead waits, that for which it waits decides. */
  #elementHeight(atSec: number): number | null {
    const { elementHeights, title } = this.#setting;
    if (!elementHeights) return null;
    const aheadSec = Math.max(0, Math.min(this.#contentEndSec, this.#seekSec) - atSec);
    const shown = Math.floor(this.#rungs.length - aheadSec / title.segmentSec + ROUNDING);
    return elementHeights[Math.min(shown, elementHeights.length - 1)] ?? null;
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

  #timed(choose: () => number | null): number | null {
    const startMs = performance.now();
    const rung = choose();
    this.#decisionMs.push(performance.now() - startMs);
    return rung;
  }
}
