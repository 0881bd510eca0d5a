import { describe, expect, it, vi } from 'vitest';
import { takeKeysOff } from './element-keys.ts';
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
  mediaKeys: object | null = null;
  /** Ends the calls of `setMediaKeys` that wait. */
  endSetting: (() => void)[] = [];
  setMediaKeys(keys: object | null): Promise<void> {
    this.calls.push(keys ? 'keys on' : 'keys off');
    return new Promise((resolve) => {
      this.endSetting.push(() => {
        this.mediaKeys = keys;
        resolve();
      });
    });
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const atOnce = (tell: () => void): void => tell();

const make = () => {
  const fake = new FakeElement();
  return { fake, standIn: standInFor(fake as object as HTMLMediaElement, atOnce) };
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

  it('tells of a seek when it may be told, those who listen then', () => {
    const fake = new FakeElement();
    const waiting: (() => void)[] = [];
    const { element, release } = standInFor(
      fake as object as HTMLMediaElement,
      (tell) => void waiting.push(tell),
    );
    const told: string[] = [];
    const leaves = { handleEvent: () => void told.push('leaves') };
    const comes = ({ type }: Event): void => void told.push(`comes: ${type}`);
    // As Shaka does at a start: it listens to the next seek alone, and then to all.
    const once = (): void => {
      told.push('once');
      element.removeEventListener('seeking', once);
      element.addEventListener('seeking', comes);
    };
    element.addEventListener('seeking', once);
    element.addEventListener('seeking', leaves);
    fake.dispatchEvent(new Event('seeking'));
    fake.dispatchEvent(new Event('seeking'));
    element.removeEventListener('seeking', leaves);
    expect(told).toEqual([]);
    for (const tell of waiting) tell();
    expect(told).toEqual(['once', 'comes: seeking']);
    release();
    element.addEventListener('seeking', comes);
    fake.dispatchEvent(new Event('seeking'));
    expect(waiting).toHaveLength(2);
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

  describe('keys', () => {
    const keys = { name: 'own' } as object as MediaKeys;
    const play = (fake: FakeElement): ReturnType<typeof standInFor> => {
      const standIn = standInFor(fake as object as HTMLMediaElement, atOnce);
      standIn.element.src = 'blob:own';
      return standIn;
    };

    it('come off with the source, before another can be there', async () => {
      const { fake } = make();
      const standIn = play(fake);
      void standIn.element.setMediaKeys(keys);
      fake.endSetting.shift()?.();
      await settle();
      expect(standIn.element.mediaKeys).toBe(keys);
      standIn.release();
      expect(fake.calls).toEqual(['keys on', 'removeAttribute src', 'load', 'keys off']);
      void standIn.element.setMediaKeys(null); // as Shaka does in the end, when the element is another's
      expect(fake.calls).toHaveLength(4);
    });

    /** As after a title that was released. */
    const playAfterAnother = async (fake: FakeElement): Promise<ReturnType<typeof standInFor>> => {
      const one = play(fake);
      void one.element.setMediaKeys({ name: 'of the title before' } as object as MediaKeys);
      fake.endSetting.shift()?.();
      await settle();
      one.release();
      expect(fake.calls.at(-1)).toBe('keys off');
      return play(fake);
    };

    it('of the title before are not seen, and are off before others are put on', async () => {
      const { fake } = make();
      const two = await playAfterAnother(fake);
      expect(fake.mediaKeys).not.toBeNull();
      expect(two.element.mediaKeys, 'Shaka would set none of its own').toBeNull();
      const put = two.element.setMediaKeys(keys);
      await settle();
      expect(fake.calls.at(-1)).toBe('keys off');
      fake.endSetting.shift()?.();
      await settle();
      expect(fake.calls.at(-1)).toBe('keys on');
      fake.endSetting.shift()?.();
      await put;
      expect(two.element.mediaKeys).toBe(keys);
    });

    it('of the app stay where Shaka has put none on', () => {
      const { fake } = make();
      fake.mediaKeys = { name: 'of the app' };
      play(fake).release();
      expect(fake.calls).toEqual(['removeAttribute src', 'load']);
    });

    it('are neither put on nor taken off any more, once the element is taken away, also where it never had a source', async () => {
      const { fake, standIn } = make();
      standIn.release();
      await standIn.element.setMediaKeys(keys);
      expect(fake.calls).toEqual([]);
    });

    it('that others have left come off, behind what is under way', async () => {
      const { fake } = make();
      const standIn = play(fake);
      void standIn.element.setMediaKeys(keys);
      standIn.release();
      const free = takeKeysOff(fake as object as HTMLMediaElement);
      for (let calls = 0; calls < 3; calls++) {
        fake.endSetting.shift()?.();
        await settle();
      }
      await free;
      expect(fake.calls).toEqual(['keys on', 'removeAttribute src', 'load', 'keys off']);
      fake.mediaKeys = { name: 'of the app' };
      const again = takeKeysOff(fake as object as HTMLMediaElement);
      await settle();
      fake.endSetting.shift()?.();
      await again;
      expect(fake.mediaKeys).toBeNull();
    });

    it('that are still being put on come off behind that', async () => {
      const { fake } = make();
      const standIn = play(fake);
      void standIn.element.setMediaKeys(keys);
      standIn.release();
      expect(fake.calls).not.toContain('keys off');
      fake.endSetting.shift()?.();
      await settle();
      expect(fake.calls.at(-1)).toBe('keys off');
    });

    it('that wait for others to be off are not put on where the element is taken away meanwhile', async () => {
      const { fake } = make();
      const two = await playAfterAnother(fake);
      const before = fake.calls.length;
      const put = two.element.setMediaKeys(keys);
      two.release();
      while (fake.endSetting.length > 0) {
        fake.endSetting.shift()?.();
        await settle();
      }
      await put;
      expect(fake.calls.slice(before)).not.toContain('keys on');
      expect(fake.mediaKeys).toBeNull();
    });
  });
});
