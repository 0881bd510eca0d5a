import type { DecodingAbility, DeviceInfo } from '../core/device-info.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import { codecKind, listCodecs } from '../model/codec-kind.ts';
import { ASSUMED_FPS, FrameDrops, type DecodeLoad } from './frame-drops.ts';

/** What the limits of a device rest on; an engine that does not know the codecs leaves them out. */
export interface Decodable extends DecodeLoad {
  readonly codecs?: string | null;
}

export interface Limited<R> {
  /** At least one, where there was one. */
  readonly renditions: readonly R[];
  /** Why nothing better is among them; null: nothing better was there. */
  readonly limit: string | null;
}

/** What this device plays well, as far as its browser says so (MediaCapabilities) and as it has shown. */
export class DeviceLimits {
  readonly #device: DeviceInfo;
  readonly #drops = new FrameDrops();

  constructor(device: DeviceInfo) {
    this.#device = device;
  }

  /** Without those that it cannot decode, unless that is all of them. */
  playable<R extends Decodable>(renditions: readonly R[]): readonly R[] {
    const playable = renditions.filter((rendition) => this.#ability(rendition)?.supported !== false);
    return playable.length > 0 ? playable : renditions;
  }

  /** Without those that do not play smoothly; where none does, the lowest. `renditions`: ascending by bandwidth. */
  smooth<R extends Decodable>(renditions: readonly R[], nowMs: number): Limited<R> {
    const promised = renditions.filter((rendition) => this.#ability(rendition)?.smooth !== false);
    const shown = promised.filter((rendition) => !this.#drops.isBanned(rendition, nowMs));
    const left = shown.length > 0 ? shown : (promised.length > 0 ? promised : renditions).slice(0, 1);
    const top = left.at(-1);
    let limit: string | null = null;
    if (top !== renditions.at(-1)) limit = 'the device decodes nothing better smoothly';
    if (top !== promised.at(-1) && promised.length > 0)
      limit = `the device drops frames above ${top?.height ? `${top.height}p` : 'this'}`;
    return { renditions: left, limit };
  }

  /**
   * Takes note of the frames shown up to now of one of these renditions. True where it has just shown to be too much
   * for the device.
   */
  noteFrames(
    renditions: readonly Decodable[],
    shownId: string | null,
    element: MediaElementPort,
    nowMs: number,
  ): boolean {
    const counts = element.getVideoPlaybackQuality?.();
    if (!counts) return false;
    const { paused, seeking, playbackRate } = element;
    // Faster than recorded, there may be more frames than the screen shows.
    const isCounting = !paused && !seeking && playbackRate <= 1 && !this.#device.isHidden();
    const shown = (isCounting && renditions.find(({ id }) => id === shownId)) || null;
    return this.#drops.note(shown, playbackRate, counts, nowMs);
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
