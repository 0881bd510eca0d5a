import { describe, expect, it } from 'vitest';
import { CountingTarget } from '../../test/fixtures/fake-media-element.ts';
import { noticeFirstFrame, type FrameSource } from './first-frame.ts';

class FakeVideo extends CountingTarget implements FrameSource {
  videoWidth = 1280;
  readonly waiting = new Map<number, () => void>();
  #handle = 0;

  requestVideoFrameCallback(run: () => void): number {
    this.waiting.set(++this.#handle, run);
    return this.#handle;
  }

  cancelVideoFrameCallback(handle: number): void {
    this.waiting.delete(handle);
  }

  present(): void {
    for (const [handle, run] of this.waiting) {
      this.waiting.delete(handle);
      run();
    }
  }
}

class OldVideo extends CountingTarget implements FrameSource {
  readonly videoWidth = 1280;
}

describe('noticeFirstFrame', () => {
  it('waits for the frame on the screen, not for the data', () => {
    const video = new FakeVideo();
    let count = 0;
    noticeFirstFrame(video, () => count++);
    video.fire('loadeddata');
    expect(count).toBe(0);
    video.present();
    video.present();
    expect(count).toBe(1);
    expect([video.listenerCount, video.waiting.size]).toEqual([0, 0]);
  });

  it('takes the data where there is no picture', () => {
    const video = new FakeVideo();
    video.videoWidth = 0;
    let count = 0;
    noticeFirstFrame(video, () => count++);
    video.fire('loadeddata');
    video.fire('loadeddata');
    expect(count).toBe(1);
    expect([video.listenerCount, video.waiting.size]).toEqual([0, 0]);
  });

  it('takes the data where the browser cannot tell of frames', () => {
    const video = new OldVideo();
    let count = 0;
    noticeFirstFrame(video, () => count++);
    video.fire('loadeddata');
    expect(count).toBe(1);
    expect(video.listenerCount).toBe(0);
  });

  it.each([new FakeVideo(), new OldVideo()])('leaves nothing when cancelled', (video) => {
    let count = 0;
    noticeFirstFrame(video, () => count++)();
    video.fire('loadeddata');
    if (video instanceof FakeVideo) video.present();
    expect(count).toBe(0);
    expect(video.listenerCount).toBe(0);
  });
});
