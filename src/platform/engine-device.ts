import type { EngineDevice } from '../model/engine-device.ts';

/** What this browser can do, as far as it bears on which engine plays. */
export function createEngineDevice(video: HTMLVideoElement, hasMse: boolean): EngineDevice {
  return {
    hasMse,
    // Only secure contexts have it. @see https://www.w3.org/TR/encrypted-media-2/#navigator-extension-requestmediakeysystemaccess
    hasEme: 'requestMediaKeySystemAccess' in navigator,
    canPlayType: (mimeType) => video.canPlayType(mimeType),
  };
}
