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
  const tell = (word: string): void =>
    watch.whenRead(() => {
      told.push(word);
    });
  return { clock, scope, watch, stream, told, tell };
}

describe('IndexWatch', () => {
  it('runs what comes while nothing is read at once', () => {
    const { told, tell } = makeRig();
    tell('a seek');
    expect(told).toEqual(['a seek']);
  });

  it('runs what comes while an index is read in its order, once who waits for the index has gone on', async () => {
    const { clock, stream, told, tell } = makeRig();
    void stream.createSegmentIndex().then(() => told.push('Shaka'));
    tell('a switch');
    tell('a seek');
    await clock.advance(1000);
    expect(told).toEqual([]);
    stream.ends[0]?.resolve();
    await clock.advance(0);
    expect(told).toEqual(['Shaka', 'a switch', 'a seek']);
    tell('the next');
    expect(told.at(-1)).toBe('the next');
  });

  it('waits for every index that is read, also where one fails', async () => {
    const { clock, watch, stream, told, tell } = makeRig();
    const other = makeStream();
    watch.watch(other);
    const failed = stream.createSegmentIndex().catch((error: unknown) => error);
    void other.createSegmentIndex();
    tell('a seek');
    stream.ends[0]?.reject('no playlist');
    await clock.advance(0);
    expect(await failed).toBe('no playlist');
    expect(told).toEqual([]);
    other.ends[0]?.resolve();
    await clock.advance(0);
    expect(told).toEqual(['a seek']);
  });

  it('keeps the order where a deed throws, and where one has another index read', async () => {
    const { clock, watch, stream, told, tell } = makeRig();
    void stream.createSegmentIndex();
    watch.whenRead(() => {
      throw new Error('a listener of Shaka');
    });
    watch.whenRead(() => void stream.createSegmentIndex());
    tell('a seek');
    stream.ends[0]?.resolve();
    await expect(clock.advance(0)).rejects.toThrow('a listener of Shaka');
    await clock.advance(0);
    expect(told).toEqual([]);
    stream.ends[1]?.resolve();
    await clock.advance(0);
    expect(told).toEqual(['a seek']);
  });

  it('counts a stream once that it is told of twice', async () => {
    const { clock, watch, stream, told, tell } = makeRig();
    watch.watch(stream);
    void stream.createSegmentIndex();
    stream.ends[0]?.resolve();
    await clock.advance(0);
    tell('a seek');
    expect(told).toEqual(['a seek']);
  });

  it('runs nothing more once its scope has ended', async () => {
    const { clock, scope, stream, told, tell } = makeRig();
    void stream.createSegmentIndex();
    tell('a seek');
    scope.dispose(new Error('the end'));
    stream.ends[0]?.resolve();
    await clock.advance(0);
    expect(told).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });
});
