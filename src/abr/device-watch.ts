import type { DeviceInfo } from '../core/device-info.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { Decodable, DecodeLoad, Limited } from './decodable.ts';
import { DecodeStalls } from './decode-stalls.ts';
import { FrameDrops } from './frame-drops.ts';
import { isShownElsewhere } from './is-shown-elsewhere.ts';
import { RungBans } from './rung-bans.ts';

/** A decoder that starts afresh, or in another size, catches up by dropping. */
const SETTLE_MS = 1000;
/** A viewer who looks at another page for less comes back to what was there. rx-player waits as long. */
const UNSEEN_MS = 60_000;

/** Looks at what plays in one load: which rungs the device does not manage, and whether somebody sees them. */
export class DeviceWatch {
  readonly #device: DeviceInfo;
  readonly #bans = new RungBans();
  readonly #drops = new FrameDrops();
  readonly #stalls = new DecodeStalls();
  /** The rung on the screen, with the rate of playback; empty: nothing that counts. */
  #watched = '';
  #settledAtMs = 0;
  /** When frames count again: a seek drops some, but a playhead that stands is pushed by one. */
  #steadyAtMs = 0;
  /** Infinity: somebody sees it. */
  #unseenSinceMs = Infinity;
  /** What was to be fetched last, as nobody sees it; null: somebody may. */
  #lowId: string | null = null;
  /** What was fetched so; null: nothing was. */
  #unseenId: string | null = null;
  /** Of the rendition on the screen: what is heard. */
  #audioGroupId: string | null | undefined = null;

  constructor(device: DeviceInfo) {
    this.#device = device;
  }

  /**
   * Takes note of what the element shows up to now: one of these renditions, with so much media ahead of it. Gives the
   * rendition that had better not be seen any longer: the device has just shown not to manage it, or somebody sees again
   * what was fetched for nobody.
   */
  note(
    renditions: readonly Decodable[],
    shownId: string | null,
    element: MediaElementPort,
    aheadSec: number,
    nowMs: number,
  ): string | null {
    const shown = renditions.find(({ id }) => id === shownId) ?? null;
    if (shown) this.#audioGroupId = shown.audioGroupId;
    const seenAgain = this.#lookWhoSees(element, nowMs);
    if (seenAgain !== null) return seenAgain;
    const load = this.#isJudged(element) ? shown : null;
    this.#settle(load, element, nowMs);
    // What plays on from the buffer while it is banned has not failed again.
    if (load && !this.#bans.find(load, nowMs)) return this.#judge(load, element, aheadSec, nowMs);
    this.#drops.forget();
    this.#stalls.forget();
    return null;
  }

  /** What was fetched for nobody, when somebody has begun to see it; else null. */
  #lookWhoSees(element: MediaElementPort, nowMs: number): string | null {
    const { savesUnseen } = this.#device;
    const isUnseen = savesUnseen && this.#device.isHidden() && !isShownElsewhere(element);
    this.#unseenSinceMs = isUnseen ? Math.min(this.#unseenSinceMs, nowMs) : Infinity;
    if (isUnseen) return null;
    const unseenId = this.#unseenId;
    this.#unseenId = null;
    return unseenId;
  }

  /** Faster than recorded, there may be more frames than the screen shows. */
  #isJudged({ paused, ended, playbackRate }: MediaElementPort): boolean {
    return !paused && !ended && playbackRate <= 1 && !this.#device.isHidden();
  }

  #settle(load: DecodeLoad | null, { playbackRate, seeking }: MediaElementPort, nowMs: number): void {
    const watched = load ? `${load.id} ${playbackRate}` : '';
    const isOther = watched !== this.#watched;
    this.#watched = watched;
    if (isOther) this.#settledAtMs = nowMs + SETTLE_MS;
    if (isOther || seeking) this.#steadyAtMs = nowMs + SETTLE_MS;
    if (nowMs < this.#steadyAtMs) this.#drops.forget();
  }

  #judge(load: DecodeLoad, element: MediaElementPort, aheadSec: number, nowMs: number): string | null {
    const { currentTime, duration, playbackRate } = element;
    // Of a stream that has all there is, an engine may say that it reaches beyond the end.
    const restSec = Math.min(aheadSec, duration - currentTime);
    const motion = { positionSec: currentTime, aheadSec: restSec, rate: playbackRate };
    const stalls = this.#stalls.note(motion, this.#settledAtMs, nowMs);
    const counts = nowMs < this.#steadyAtMs ? undefined : element.getVideoPlaybackQuality?.();
    const drops = counts !== undefined && this.#drops.note(counts, nowMs);
    if (!drops && !stalls) return null;
    this.#bans.add(load, stalls ? 'stalls' : 'drops frames', nowMs);
    return load.id;
  }

  /** What of these the device has not failed by, the lowest where it has failed by all; unseen, the lowest alone. */
  limit<R extends Decodable>(given: Limited<R>, nowMs: number): Limited<R> {
    const able = given.renditions.filter((rendition) => !this.#bans.find(rendition, nowMs));
    const renditions = able.length > 0 ? able : given.renditions.slice(0, 1);
    this.#lowId = null;
    if (renditions.length > 1 && nowMs - this.#unseenSinceMs >= UNSEEN_MS) {
      const low = this.#lowest(renditions);
      this.#lowId = low[0]?.id ?? null;
      return { renditions: low, limit: 'nobody sees the page' };
    }
    const top = renditions.at(-1);
    const next = top && given.renditions[given.renditions.indexOf(top) + 1];
    const ban = next && this.#bans.find(next, nowMs);
    const where = top?.height ? `${top.height}p` : 'this';
    return { renditions, limit: ban ? `the device ${ban.failing} above ${where}` : given.limit };
  }

  /** The next segment is fetched in this rendition. */
  noteFetch(renditionId: string): void {
    if (renditionId === this.#lowId) this.#unseenId = renditionId;
  }

  /** The sound goes on as it is heard, where it is a matter of the picture's rendition. */
  #lowest<R extends Decodable>(renditions: readonly R[]): readonly R[] {
    const alike = renditions.filter(({ audioGroupId }) => audioGroupId === this.#audioGroupId);
    const candidates = alike.length > 0 ? alike : renditions;
    const withPicture = candidates.findIndex(({ height }) => height);
    return candidates.slice(Math.max(0, withPicture)).slice(0, 1);
  }
}
