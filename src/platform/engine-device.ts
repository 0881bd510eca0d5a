import type { EngineDevice } from '../model/engine-device.ts';
import { findKeyAccess } from './find-key-access.ts';

/** What this browser can do, as far as it bears on which engine plays. */
export function createEngineDevice(video: HTMLVideoElement, hasMse: boolean): EngineDevice {
  return {
    hasMse,
    hasEme: findKeyAccess() !== null,
    canPlayType: (mimeType) => video.canPlayType(mimeType),
  };
}
