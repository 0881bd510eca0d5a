import { decide } from '../../../src/abr/decide.ts';
import { awaitWhole } from '../../../src/abr/await-whole.ts';
import { DEFAULT_ABR_CONFIG, type AbrConfig } from '../../../src/abr/abr-config.ts';
import { Planner } from '../../../src/abr/planner.ts';
import { LASTING_MS, TailMeter } from '../../../src/core/tail-meter.ts';
import type { AbrInput, AbrTransfer } from '../../../src/model/abr.ts';
import type { TransferSample } from '../../../src/model/transfer-sample.ts';
import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  Transfer,
  TransferProgress,
} from '../rule.ts';

/** As many transfers as the player keeps. */
const MAX_SAMPLES = 60;

/** As many sizes behind the next one as the player tells. */
const LATER = 4;

/** Of pictures and element alike. */
const ASPECT_RATIO = 16 / 9;

/** The shipped controller, asked as the player asks it. */
export const kinora: Rule = kinoraWith(DEFAULT_ABR_CONFIG);

export function kinoraWith(config: AbrConfig, planner = new Planner()): Rule {
  return { name: 'kinora', create: (setup) => new KinoraController(setup, config, planner) };
}

class KinoraController implements Controller {
  readonly #setup: SessionSetup;
  readonly #config: AbrConfig;
  readonly #planner: Planner;
  #samples: TransferSample[] = [];
  readonly #awaitedAtMs: number[] = [];
  /** Of the transfer under way; null before anybody has looked at it. */
  #meter: TailMeter | null = null;

  constructor(setup: SessionSetup, config: AbrConfig, planner: Planner) {
    this.#setup = setup;
    this.#config = config;
    this.#planner = planner;
  }

  choose(moment: Moment): Choice {
    this.#meter = null; // a seek may have cut off what was under way
    const isAwaited = moment.lastRung === null || moment.isSeek;
    // Nothing plays here before it is whole.
    const awaitedSec = isAwaited ? awaitWhole(this.#setup.title.segmentSec) : null;
    if (isAwaited) this.#awaitedAtMs.push(moment.atSec * 1000);
    return { rung: this.#ask(moment, awaitedSec, null) };
  }

  progress(transfer: TransferProgress): number | null {
    if (transfer.atSec <= transfer.firstByteSec) return null;
    const [atMs, receivedBytes] = [transfer.atSec * 1000, transfer.receivedBits / 8];
    const meter = (this.#meter ??= meterFrom(transfer));
    meter.note(atMs, receivedBytes);
    const rung = this.#ask(transfer, null, {
      renditionId: String(transfer.rung),
      receivedBytes,
      totalBytes: transfer.bits / 8,
      firstByteMs: transfer.firstByteSec * 1000,
      tail: meter.tail(atMs, receivedBytes),
      lately: meter.lately(atMs, receivedBytes),
      lasting: meter.lately(atMs, receivedBytes, LASTING_MS),
    });
    return rung === transfer.rung ? null : rung;
  }

  finished(transfer: SegmentSample): void {
    const { rung, segment, bits, startSec, firstByteSec, endSec, isComplete } = transfer;
    const { title } = this.#setup;
    const [endMs, bytes] = [endSec * 1000, bits / 8];
    const meter = this.#meter ?? meterFrom(transfer);
    const tail = meter.tail(endMs, bytes);
    const seen = meter.seen(firstByteSec * 1000, endMs, bytes);
    this.#meter = null;
    const sample: TransferSample = {
      type: 'segment',
      trackKind: 'video',
      renditionId: String(rung),
      host: 'sim',
      status: 200,
      bytes,
      mediaSec: isComplete ? title.segmentSec : null,
      toldBytes: isComplete ? bytesOf(title.sizes[segment]?.[rung]) : null,
      startMs: startSec * 1000,
      firstByteMs: firstByteSec * 1000,
      endMs,
      tail,
      busy: isComplete ? seen : null,
      attempts: 1,
      isCached: false,
    };
    this.#samples = [...this.#samples.slice(1 - MAX_SAMPLES), sample];
  }

  #ask(moment: Omit<Moment, 'isSeek'>, awaitedSec: number | null, inFlight: AbrTransfer | null): number {
    const { title, bufferMaxSec, isLive, priorBps } = this.#setup;
    const { segmentSec, bitratesBps, sizes, heights } = title;
    const later = isLive ? [] : sizes.slice(moment.segment + 1, moment.segment + 1 + LATER);
    const input: AbrInput = {
      atMs: moment.atSec * 1000,
      renditions: bitratesBps.map((bandwidthBps, rung) => ({
        id: String(rung),
        bandwidthBps,
        ...(pictureOf(heights?.[rung] ?? null) ?? { width: null, height: null }),
        nextSegmentBytes: bytesOf(sizes[moment.segment]?.[rung]),
        laterSegmentBytes: later.map((segment) => (segment[rung] ?? 0) / 8),
      })),
      currentId: moment.lastRung === null ? null : String(moment.lastRung),
      bufferSec: moment.bufferSec,
      bufferGoalSec: bufferMaxSec - segmentSec,
      segmentDurationSec: segmentSec,
      remainingSec: (sizes.length - moment.segment - 1) * segmentSec,
      awaitedSec,
      awaitedAtMs: this.#awaitedAtMs,
      inFlight,
      playbackRate: 1,
      audioBps: 0,
      samples: this.#samples,
      priorBps,
      hintBps: null,
      viewport: pictureOf(moment.elementHeight),
    };
    return Number(decide(input, this.#planner, this.#config).renditionId);
  }
}

function meterFrom({ firstByteSec }: Transfer): TailMeter {
  const meter = new TailMeter();
  meter.note(firstByteSec * 1000, 0);
  return meter;
}

function bytesOf(bits: number | undefined): number | null {
  return bits ? bits / 8 : null;
}

function pictureOf(height: number | null): { readonly width: number; readonly height: number } | null {
  return height === null ? null : { width: height * ASPECT_RATIO, height };
}
