import { describe, expect, it, vi } from 'vitest';
import { standInFor } from './element-stand-in.ts';

class FakeElement extends EventTarget {
  src = '';
  playbackRate = 1;
  readyState = 0;
  calls: string[] = [];
  removeAttribute(name: string): void {
    this.calls.push(`removeAttribute ${name}`);
  }
  play(): Promise<void> {
    return Promise.reject(new Error('reached'));
  }
  load(): void {
    this.calls.push('load');
  }
}

const make = () => {
  const fake = new FakeElement();
  return { fake, standIn: standInFor(fake as object as HTMLMediaElement) };
};

describe('standInFor', () => {
  it('is the element while it is lent', () => {
    const { fake, standIn } = make();
    const listener = vi.fn();
    standIn.element.addEventListener('playing', listener);
    standIn.element.playbackRate = 2;
    fake.dispatchEvent(new Event('playing'));
    expect(fake.playbackRate).toBe(2);
    expect(standIn.element.playbackRate).toBe(2);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('tells who plays it of a refusal, and nobody else of one that is not looked at', async () => {
    const { standIn } = make();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    void standIn.element.play();
    await new Promise((resolve) => setTimeout(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    await expect(standIn.element.play()).rejects.toThrow('reached');
  });

  it('takes listeners and source off at once, and lets nothing through after that', async () => {
    const { fake, standIn } = make();
    const listener = vi.fn();
    standIn.element.addEventListener('playing', listener);
    standIn.element.src = 'blob:own';
    standIn.release();
    standIn.release();
    expect(fake.calls).toEqual(['removeAttribute src', 'load']);
    fake.src = 'blob:next';
    standIn.element.removeAttribute('src');
    standIn.element.load();
    standIn.element.playbackRate = 0;
    standIn.element.addEventListener('playing', listener);
    fake.dispatchEvent(new Event('playing'));
    expect(fake).toMatchObject({ src: 'blob:next', playbackRate: 1 });
    expect(fake.calls).toHaveLength(2);
    expect(listener).not.toHaveBeenCalled();
    await standIn.element.play(); // what is inert still keeps its promise
  });

  it('has no metadata before the event that tells so, for each source anew', () => {
    const { fake, standIn } = make();
    const told: number[] = [];
    standIn.element.addEventListener('loadedmetadata', () => told.push(standIn.element.readyState));
    for (const source of ['blob:one', 'blob:two']) {
      standIn.element.src = source;
      fake.readyState = 1; // the element knows, the event is on its way
      expect(standIn.element.readyState).toBe(0);
      fake.dispatchEvent(new Event('loadedmetadata'));
      fake.readyState = 4;
      expect(standIn.element.readyState).toBe(4);
    }
    expect(told).toEqual([1, 1]);
  });

  it('leaves the source alone where it has set none', () => {
    const { fake, standIn } = make();
    standIn.release();
    expect(fake.calls).toEqual([]);
  });
});
