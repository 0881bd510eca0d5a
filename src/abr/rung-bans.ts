import { ASSUMED_FPS, type DecodeLoad } from './decodable.ts';

/** A rung that failed is tried again after this, then after twice as long, and so on. */
const BAN_MS = 30_000;

export interface Ban {
  readonly load: DecodeLoad;
  readonly lastsMs: number;
  readonly untilMs: number;
  /** What the device does with it. */
  readonly failing: string;
}

/** What has shown to be too much for the device, and for how long it is left out, whatever it failed by. */
export class RungBans {
  readonly #bans = new Map<string, Ban>();

  add(load: DecodeLoad, failing: string, nowMs: number): void {
    const lastsMs = (this.#bans.get(load.id)?.lastsMs ?? BAN_MS / 2) * 2;
    this.#bans.set(load.id, { load, lastsMs, untilMs: nowMs + lastsMs, failing });
  }

  /** Of something that failed lately and is at most as much to decode. */
  find(load: DecodeLoad, nowMs: number): Ban | undefined {
    return [...this.#bans.values()].find((ban) => nowMs < ban.untilMs && isAsMuch(load, ban.load));
  }
}

function isAsMuch(load: DecodeLoad, other: DecodeLoad): boolean {
  const one = pixelRate(load);
  const two = pixelRate(other);
  return one > 0 && two > 0 ? one >= two : load.bandwidthBps >= other.bandwidthBps;
}

/** Pixels a second; 0: not known. */
function pixelRate({ width, height, frameRate }: DecodeLoad): number {
  return (width ?? 0) * (height ?? 0) * (frameRate ?? ASSUMED_FPS);
}
