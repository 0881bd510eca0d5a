import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeMediaElement } from '../../../test/fixtures/fake-media-element.ts';
import { FakeMse, type FakeMseOptions } from '../../../test/fixtures/fake-media-source.ts';
import type { FakeSourceBuffer } from '../../../test/fixtures/fake-source-buffer.ts';
import { ascii, initSegment, mediaSegment } from '../../../test/fixtures/toy-mp4.ts';
import { createVirtualClock, type VirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { isPlayerError } from '../../core/errors.ts';
import { Scope } from '../../core/scope.ts';
import { BufferSink, type SinkOwner } from './buffer-sink.ts';

const TYPE = 'video/mp4; codecs="avc1.64001E"';
const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const media = (startSec: number, payloadBytes = 64): Uint8Array =>
  mediaSegment({ trackId: 1, decodeTime: startSec * 1000, duration: 2000 }, { payloadBytes });
const range = (startSec: number, endSec: number): { startSec: number; endSec: number } => ({
  startSec,
  endSec,
});

interface Rig {
  readonly clock: VirtualClock;
  readonly mse: FakeMse;
  readonly scope: Scope;
  readonly sink: BufferSink;
  readonly buffer: FakeSourceBuffer;
  bind(): void;
}

async function createRig(
  owner: Partial<SinkOwner> = {},
  options: Partial<FakeMseOptions> = {},
): Promise<Rig> {
  const clock = createVirtualClock();
  const element = new FakeMediaElement();
  const mse = new FakeMse({ clock, element, ...options });
  const { mediaSource } = mse.attach(element);
  await clock.flush();
  mediaSource.duration = 100;
  mediaSource.addSourceBuffer(TYPE);
  const buffer = mse.current?.buffers[0];
  if (!buffer) throw new Error('no SourceBuffer was made');
  const scope = new Scope(clock);
  onTestFinished(() => {
    scope.dispose();
  });
  const strict: SinkOwner = {
    makeRoom: () => Promise.reject(new Error('no room was expected to be needed')),
    onEvicted: () => undefined,
  };
  const sink = new BufferSink(
    'video',
    {
      url: 'https://a.test/x.mpd',
      owner: { ...strict, ...owner },
      isOpen: () => mediaSource.readyState === 'open',
    },
    scope,
  );
  return { clock, mse, scope, sink, buffer, bind: () => sink.bind(buffer, TYPE) };
}

/** Notes how each promise ends, in the order in which they end. */
function watchAll(works: Readonly<Record<string, Promise<void>>>): string[] {
  const ends: string[] = [];
  for (const [name, work] of Object.entries(works)) {
    work.then(
      () => ends.push(name),
      (error: unknown) => ends.push(`${name}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  return ends;
}

describe('BufferSink', () => {
  it('holds what it is given until it has its SourceBuffer, then works in order', async () => {
    const { sink, buffer, clock, bind } = await createRig();
    const ends = watchAll({
      configure: sink.configure({ offsetSec: 10, windowStartSec: 0, windowEndSec: 50 }),
      init: sink.append(init),
      first: sink.append(media(0)),
      remove: sink.remove(range(10, 11)),
      second: sink.append(media(2)),
    });
    await clock.flush();
    expect(ends).toEqual([]);
    expect(sink.buffered).toEqual([]);
    bind();
    await clock.flush();
    expect(ends).toEqual(['configure', 'init', 'first', 'remove', 'second']);
    expect(buffer.log).toEqual([
      'offset 10',
      'init',
      'media 10.00-12.00',
      'remove 10-11',
      'media 12.00-14.00',
    ]);
    expect(sink.mimeType).toBe(TYPE);
    // A removal takes what depended on the removed frames with it, up to the next random access point.
    expect(sink.buffered).toEqual([range(12, 14)]);
  });

  it('runs one operation at a time, the next when the browser is done', async () => {
    const { sink, buffer, clock, bind } = await createRig({}, { updateMs: 5 });
    bind();
    const ends = watchAll({ init: sink.append(init), a: sink.append(media(0)), b: sink.append(media(2)) });
    expect(buffer.updating).toBe(true);
    await clock.advance(5);
    expect(ends).toEqual(['init']);
    await clock.advance(5);
    expect(ends).toEqual(['init', 'a']);
    let isIdle = false;
    void sink.whenIdle().then(() => (isIdle = true));
    await clock.flush();
    expect(isIdle).toBe(false);
    await clock.advance(5);
    expect(ends).toEqual(['init', 'a', 'b']);
    expect(isIdle).toBe(true);
    await sink.whenIdle();
  });

  it('sets an offset between segments though the one before was cut off', async () => {
    const { sink, buffer, clock, bind } = await createRig();
    bind();
    await sink.append(init);
    await sink.append(media(0).subarray(0, 150));
    await sink.configure({ offsetSec: -3, windowStartSec: 1, windowEndSec: 9 });
    expect([buffer.timestampOffset, buffer.appendWindowStart, buffer.appendWindowEnd]).toEqual([-3, 1, 9]);
    await sink.append(media(4));
    expect(sink.buffered).toEqual([range(1, 3)]);
    await clock.flush();
  });

  it('leaves the settings alone where they are in force', async () => {
    const { sink, buffer, bind } = await createRig();
    bind();
    const settings = { offsetSec: 4, windowStartSec: 0, windowEndSec: Infinity };
    await sink.configure(settings);
    await sink.configure(settings);
    expect(buffer.log).toEqual(['offset 4']);
  });

  it('changes the type and forgets the init segment', async () => {
    const { sink, buffer, bind } = await createRig();
    bind();
    await sink.appendInit('init-1', init);
    await sink.appendInit('init-1', init);
    expect(buffer.initCount).toBe(1);
    const next = 'video/mp4; codecs="hvc1.1.6.L93"';
    await sink.changeType(next);
    expect([buffer.mimeType, sink.mimeType]).toEqual([next, next]);
    await sink.appendInit('init-1', init);
    expect(buffer.initCount).toBe(2);
  });

  it('places media without timestamps in sequence mode', async () => {
    const { sink, buffer, bind } = await createRig();
    bind();
    await sink.placeAt(12);
    expect([buffer.mode, buffer.timestampOffset]).toEqual(['sequence', 12]);
  });
});

describe('BufferSink when the browser is full', () => {
  it('makes room, tries again, and keeps the order', async () => {
    let asked = 0;
    const makeRoom: SinkOwner['makeRoom'] = async (sink) => {
      asked += 1;
      await sink.remove(range(0, 2));
    };
    const { sink, buffer, clock, bind } = await createRig({ makeRoom });
    bind();
    await sink.append(init);
    buffer.quotaBytes = 700;
    const ends = watchAll({
      a: sink.append(media(0, 400)),
      b: sink.append(media(2, 200)),
      configure: sink.configure({ offsetSec: 0.5, windowStartSec: 0, windowEndSec: 99 }),
      c: sink.append(media(4, 200)),
    });
    await clock.flush();
    expect(asked).toBe(1);
    expect(ends).toEqual(['a', 'b', 'configure', 'c']);
    expect(buffer.log.slice(1)).toEqual([
      'media 0.00-2.00',
      'remove 0-2',
      'media 2.00-4.00',
      'offset 0.5',
      'media 4.50-6.50',
    ]);
  });

  it('asks for room as often as it takes', async () => {
    const rooms: (() => void)[] = [];
    const { sink, buffer, clock, bind } = await createRig({
      makeRoom: () => new Promise((resolve) => rooms.push(resolve)),
    });
    bind();
    await sink.append(init);
    buffer.quotaBytes = 10;
    const ends = watchAll({ a: sink.append(media(0)) });
    for (let turn = 1; turn <= 3; turn++) {
      await clock.flush();
      expect(rooms).toHaveLength(turn);
      if (turn === 3) buffer.quotaBytes = 10_000;
      rooms[turn - 1]?.();
    }
    await clock.flush();
    expect(ends).toEqual(['a']);
  });

  it('gives up for the reason that was given, and goes on with the next segment', async () => {
    const { sink, buffer, clock, bind } = await createRig({
      makeRoom: () => Promise.reject(new Error('buffer-full')),
    });
    bind();
    await sink.append(init);
    buffer.quotaBytes = 10;
    const ends = watchAll({ a: sink.append(media(0)), rest: sink.append(media(2)) });
    await clock.flush();
    expect(ends).toEqual(['a: buffer-full', 'rest: buffer-full']);
    buffer.quotaBytes = 10_000;
    await sink.append(media(4));
    expect(sink.buffered).toEqual([range(4, 6)]);
  });

  it('lets a segment be abandoned that waits for room', async () => {
    let giveRoom: () => void = () => undefined;
    const { sink, buffer, clock, bind } = await createRig({
      makeRoom: () => new Promise((resolve) => (giveRoom = resolve)),
    });
    bind();
    await sink.append(init);
    buffer.quotaBytes = 400;
    const ends = watchAll({ a: sink.append(media(0, 800)) });
    await clock.flush();
    const abandoned = watchAll({
      abandon: sink.abandonSegment(new Error('seek')),
      next: sink.append(media(20)),
    });
    await clock.flush();
    expect(ends).toEqual(['a: seek']);
    giveRoom();
    await clock.flush();
    expect(abandoned).toEqual(['abandon', 'next']);
    expect(sink.buffered).toEqual([range(20, 22)]);
  });
});

describe('BufferSink.abandonSegment', () => {
  it('drops bytes that wait, and nothing else', async () => {
    const { sink, buffer, clock, bind } = await createRig({}, { updateMs: 5 });
    bind();
    const ends = watchAll({
      init: sink.append(init),
      dropped: sink.append(media(0)),
      configure: sink.configure({ offsetSec: 1, windowStartSec: 0, windowEndSec: 99 }),
      droppedToo: sink.append(media(2)),
      remove: sink.remove(range(50, 60)),
    });
    await clock.flush();
    const done = watchAll({ abandon: sink.abandonSegment(new Error('seek')), next: sink.append(media(6)) });
    await clock.advance(50);
    expect(ends).toEqual(['dropped: seek', 'droppedToo: seek', 'init', 'configure', 'remove']);
    expect(done).toEqual(['abandon', 'next']);
    expect(buffer.log).toEqual(['init', 'offset 1', 'remove 50-60', 'media 7.00-9.00']);
  });

  it('forgets half a segment, so that another one can begin', async () => {
    const { sink, bind } = await createRig();
    bind();
    await sink.append(init);
    await sink.append(media(0).subarray(0, 180));
    await sink.abandonSegment(new Error('seek'));
    await sink.append(media(8));
    expect(sink.buffered).toEqual([range(8, 10)]);
  });

  it('works after the end of stream, when the parser may not be reset', async () => {
    const { sink, mse, bind } = await createRig();
    bind();
    await sink.append(init);
    await sink.append(media(0));
    mse.current?.endOfStream();
    await sink.abandonSegment(new Error('seek'));
    expect(mse.current?.readyState).toBe('ended');
    await sink.append(media(2));
    expect(mse.current?.readyState).toBe('open');
  });
});

describe('BufferSink when something fails', () => {
  it('rejects what the browser cannot parse, and what was queued behind it of the same segment', async () => {
    const { sink, clock, bind } = await createRig();
    bind();
    await sink.append(init);
    const failing = sink.append(ascii('this is no box at all'));
    const rest = sink.append(media(0));
    const error = await failing.catch((reason: unknown) => reason);
    expect(isPlayerError(error, 'append-failed')).toBe(true);
    if (isPlayerError(error, 'append-failed')) {
      expect(error.context.url).toBe('https://a.test/x.mpd');
      expect(error.message).toContain('video');
    }
    await expect(rest).rejects.toBe(error);
    await clock.flush();
  });

  it('carries the words of a refusal, and goes on', async () => {
    const { sink, buffer, bind } = await createRig();
    bind();
    const failing = sink.remove(range(5, 5));
    await expect(failing).rejects.toThrow(/TypeError: remove\(5, 5\) is no range/);
    await sink.append(init);
    expect(buffer.initCount).toBe(1);
  });

  it('rejects a type that the browser does not take', async () => {
    const { sink, bind } = await createRig({}, { isTypeSupported: (type) => type === TYPE });
    bind();
    await expect(sink.changeType('video/mp4; codecs="none"')).rejects.toThrow('NotSupportedError');
    expect(sink.mimeType).toBe(TYPE);
  });
});

describe('BufferSink when its scope ends', () => {
  it('rejects all that waits, and leaves no listener', async () => {
    const { sink, scope, mse, clock, bind } = await createRig({}, { updateMs: 5 });
    bind();
    const ends = watchAll({
      running: sink.append(init),
      waiting: sink.append(media(0)),
      idle: sink.whenIdle(),
    });
    scope.dispose(new Error('destroyed'));
    await clock.flush();
    expect(ends.sort()).toEqual(['idle', 'running: destroyed', 'waiting: destroyed']);
    await expect(sink.append(media(2))).rejects.toThrow('destroyed');
    await expect(sink.remove(range(0, 1))).rejects.toThrow('destroyed');
    expect(mse.current?.buffers[0]?.listenerCount).toBe(0);
  });

  it('rejects what waits for a SourceBuffer that never comes', async () => {
    const { sink, scope, clock } = await createRig();
    const ends = watchAll({ init: sink.append(init) });
    scope.dispose(new Error('destroyed'));
    await clock.flush();
    expect(ends).toEqual(['init: destroyed']);
  });

  it('does nothing more when room comes too late', async () => {
    let giveRoom: () => void = () => undefined;
    const { sink, scope, buffer, clock, bind } = await createRig({
      makeRoom: () => new Promise((resolve) => (giveRoom = resolve)),
    });
    bind();
    await sink.append(init);
    buffer.quotaBytes = 10;
    const ends = watchAll({ a: sink.append(media(0)) });
    await clock.flush();
    scope.dispose(new Error('destroyed'));
    buffer.quotaBytes = 10_000;
    giveRoom();
    await clock.flush();
    expect(ends).toEqual(['a: destroyed']);
    expect(buffer.appendCount).toBe(1);
  });
});

describe('BufferSink when the browser throws media out by itself', () => {
  it('tells what, also while it appends', async () => {
    const evicted: unknown[] = [];
    const { sink, buffer, clock, bind } = await createRig(
      { onEvicted: (_sink, ranges) => evicted.push(...ranges) },
      { updateMs: 5 },
    );
    bind();
    const work = Promise.all([sink.append(init), sink.append(media(0)), sink.append(media(2))]);
    await clock.advance(20);
    await work;
    buffer.evict(1, 50);
    expect(evicted).toEqual([range(1, 4)]);
    const append = sink.append(media(0));
    buffer.evict(0, 1);
    await clock.advance(10);
    await append;
    expect(evicted).toEqual([range(1, 4), range(0, 1)]);
  });
});
