import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { Scope } from '../../core/scope.ts';
import { IndexWatch } from './index-watch.ts';

function makeStream() {
  const ends: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  return {
    ends,
    createSegmentIndex: () =>
      new Promise<void>((resolve, reject) => {
        ends.push({ resolve, reject });
      }),
  };
}

function makeRig() {
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const watch = new IndexWatch(scope);
  const stream = makeStream();
  watch.watch(stream);
  const told: string[] = [];
  const choose = (word: string): void => watch.choose(() => void told.push(word));
  const seek = (word: string): void => watch.seek(() => void told.push(word));
  return { clock, scope, watch, stream, told, choose, seek };
}

describe('IndexWatch', () => {
  it('runs at once what comes while nothing is read', () => {
    const { told, choose, seek } = makeRig();
    choose('a switch');
    seek('a seek');
    expect(told).toEqual(['a switch', 'a seek']);
  });

  it('runs the rest in one task, once who waits for the index has gone on: what is chosen first', async () => {
    const { clock, watch, stream, told, choose, seek } = makeRig();
    void stream.createSegmentIndex().then(() => told.push('Shaka'));
    seek('a seek');
    watch.choose(() => {
      told.push('a switch');
      void stream.createSegmentIndex(); // Shaka asks for what it will need
    });
    choose('another');
    seek('one more');
    await clock.advance(1000);
    expect(told).toEqual([]);
    stream.ends[0]?.resolve();
    await clock.advance(0);
    expect(told).toEqual(['Shaka', 'a switch', 'another', 'a seek', 'one more']);
    seek('the next');
    expect(told).not.toContain('the next');
    stream.ends[1]?.resolve();
    await clock.advance(0);
    expect(told.at(-1)).toBe('the next');
  });

  it('waits for every index that is read, also where one fails', async () => {
    const { clock, watch, stream, told, seek } = makeRig();
    const other = makeStream();
    watch.watch(other);
    const failed = stream.createSegmentIndex().catch((error: unknown) => error);
    void other.createSegmentIndex();
    seek('a seek');
    stream.ends[0]?.reject('no playlist');
    await clock.advance(0);
    expect(await failed).toBe('no playlist');
    expect(told).toEqual([]);
    other.ends[0]?.resolve();
    await clock.advance(0);
    expect(told).toEqual(['a seek']);
  });

  it('waits no longer than 4 s: what hangs can be left', async () => {
    const { clock, stream, told, choose, seek } = makeRig();
    void stream.createSegmentIndex();
    seek('a seek');
    await clock.advance(2000);
    choose('a switch');
    await clock.advance(1999);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['a switch', 'a seek']);
    choose('another');
    expect(told).not.toContain('another');
  });

  it('runs the others where one throws', async () => {
    const { clock, watch, stream, told, seek } = makeRig();
    void stream.createSegmentIndex();
    watch.choose(() => {
      throw new Error('no variant');
    });
    seek('a seek');
    stream.ends[0]?.resolve();
    await expect(clock.advance(0)).rejects.toThrow('no variant');
    expect(told).toEqual(['a seek']);
  });

  it('counts a stream once that it is told of twice', async () => {
    const { clock, watch, stream, told, seek } = makeRig();
    watch.watch(stream);
    void stream.createSegmentIndex();
    stream.ends[0]?.resolve();
    await clock.advance(0);
    seek('a seek');
    expect(told).toEqual(['a seek']);
  });

  it('runs nothing more once its scope has ended', async () => {
    const { clock, scope, stream, told, choose, seek } = makeRig();
    void stream.createSegmentIndex();
    choose('a switch');
    seek('a seek');
    scope.dispose(new Error('the end'));
    stream.ends[0]?.resolve();
    await clock.advance(5000);
    expect(told).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });
});
