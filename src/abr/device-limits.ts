import type { DecodingAbility, DeviceInfo } from '../core/device-info.ts';
import { LateCode } from '../core/late-code.ts';
import type { Logger } from '../core/logger.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import { codecKind, listCodecs } from '../model/codec-kind.ts';
import { ASSUMED_FPS, type Decodable, type Limited } from './decodable.ts';
import type { DeviceWatch } from './device-watch.ts';

/** HTMLMediaElement.HAVE_FUTURE_DATA. */
const HAVE_FUTURE_DATA = 3;

/** What this device plays well, as far as its browser says so (MediaCapabilities) and as it has shown. */
export class DeviceLimits {
  readonly #device: DeviceInfo;
  /** Nothing is judged in the first second of a picture: the code for it comes behind that. */
  readonly watch: LateCode<DeviceWatch>;
  #playedSec = Infinity;

  constructor(device: DeviceInfo, log: Logger) {
    this.#device = device;
    this.watch = new LateCode(log, 'watching the device', 'no quality is left for its sake', async () => {
      const { DeviceWatch } = await import('./device-watch.ts');
      return new DeviceWatch(device);
    });
  }

  /** Without those that it cannot decode, unless that is all of them. */
  playable<R extends Decodable>(renditions: readonly R[]): readonly R[] {
    const playable = renditions.filter((rendition) => this.#ability(rendition)?.supported !== false);
    return playable.length > 0 ? playable : renditions;
  }

  /** Without those that do not play smoothly; where none does, the lowest. `renditions`: ascending by bandwidth. */
  smooth<R extends Decodable>(renditions: readonly R[], nowMs: number): Limited<R> {
    const promised = renditions.filter((rendition) => this.#ability(rendition)?.smooth !== false);
    const left = promised.length > 0 ? promised : renditions.slice(0, 1);
    const isAll = left.at(-1) === renditions.at(-1);
    const limited = { renditions: left, limit: isAll ? null : 'the device decodes nothing better smoothly' };
    return this.watch.value?.limit(limited, nowMs) ?? limited;
  }

  /** As `DeviceWatch.note`, whose code is asked for once something plays. */
  noteFrames(
    renditions: readonly Decodable[],
    shownId: string | null,
    element: MediaElementPort,
    aheadSec: number,
    nowMs: number,
  ): string | null {
    const { value } = this.watch;
    if (value) return value.note(renditions, shownId, element, aheadSec, nowMs);
    const { currentTime, paused, readyState } = element;
    const isPlaying = !paused && readyState >= HAVE_FUTURE_DATA;
    if (isPlaying && currentTime > this.#playedSec) this.watch.fetch(nowMs);
    this.#playedSec = isPlaying ? currentTime : Infinity;
    return null;
  }

  #ability({ codecs, width, height, bandwidthBps, frameRate }: Decodable): DecodingAbility | null {
    const codec = listCodecs(codecs ?? '').find((one) => codecKind(one) === 'video');
    if (codec === undefined || !width || !height) return null;
    return this.#device.decoding({
      // These short names are WebM's alone.
      contentType: `video/${/^vp[89]/.test(codec) ? 'webm' : 'mp4'}; codecs="${codec}"`,
      width,
      height,
      bitrate: bandwidthBps,
      framerate: frameRate ?? ASSUMED_FPS,
    });
  }
}
