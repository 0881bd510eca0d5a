import type { ListenTarget } from '../core/scope.ts';

/** What is used of a video element. */
export interface FrameSource extends ListenTarget {
  /** 0 where the source has no picture. */
  readonly videoWidth: number;
  requestVideoFrameCallback?(run: () => void): number;
  cancelVideoFrameCallback?(handle: number): void;
}

/**
 * Calls `run` once, when the next source's first frame is on the screen; where the browser cannot tell, or the source
 * has no picture, when its first media is ready to play. Returns the cancel.
 * @see https://wicg.github.io/video-rvfc/
 */
export function noticeFirstFrame(video: FrameSource, run: () => void): () => void {
  const finish = (): void => {
    cancel();
    run();
  };
  const onLoadedData = (): void => {
    if (handle === undefined || video.videoWidth === 0) finish();
  };
  const cancel = (): void => {
    if (handle !== undefined) video.cancelVideoFrameCallback?.(handle);
    video.removeEventListener('loadeddata', onLoadedData);
  };
  video.addEventListener('loadeddata', onLoadedData);
  const handle = video.requestVideoFrameCallback?.(finish);
  return cancel;
}
