import Hls, { type HlsEventEmitter } from 'hls.js';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { Scope } from '../../core/scope.ts';
import { watchEnd } from './watch-end.ts';

const { Events } = Hls;
type Told = Pick<Hls, 'media' | 'on' | 'trigger'>;
type Listener = (type: string, data: unknown) => void;
const PLAYHEAD_SEC = 57;

/** What of hls.js and its SourceBuffers the watch meets. */
class Bench {
  readonly ends: unknown[] = [];
  readonly source = { readyState: 'open' };
  readonly clock = createVirtualClock();
  readonly scope = new Scope(this.clock);
  readonly video = new FakeBuffer();
  readonly audio = new FakeBuffer();
  readonly #listeners = new Map<string, Listener[]>();

  constructor() {
    const on = (type: string, listener: Listener): void => {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    };
    const trigger: Told['trigger'] = (type, data) => {
      if (type === Events.BUFFER_EOS) this.ends.push(data);
      return true;
    };
    const told: unknown = { media: { currentTime: PLAYHEAD_SEC }, on, trigger };
    watchEnd(told as Told, Hls, this.scope);
    this.tell(Events.MEDIA_ATTACHED, { mediaSource: this.source });
    this.tell(Events.BUFFER_CREATED, {
      tracks: { video: { buffer: this.video }, audio: { buffer: this.audio } },
    });
  }

  tell(type: Parameters<HlsEventEmitter['on']>[0], data: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(type, data);
  }
}

class FakeBuffer extends EventTarget {
  updating = false;
  endSec = 60;

  get buffered(): Pick<TimeRanges, 'end' | 'length'> {
    return { length: 1, end: () => this.endSec };
  }

  updateEnd(): void {
    this.dispatchEvent(new Event('updateend'));
  }
}

/** Sound, then picture are whole. */
function whole(): Bench {
  const bench = new Bench();
  bench.tell(Events.BUFFER_EOS, { type: 'audio' });
  bench.tell(Events.BUFFER_EOS, { type: 'video' });
  return bench;
}

describe('an end that hls.js has forgotten', () => {
  it('is told again when what was under way is done', () => {
    const bench = whole();
    bench.tell(Events.BUFFER_FLUSHING, { type: 'audio', startOffset: 0, endOffset: 36 });
    bench.audio.updateEnd();
    expect(bench.ends).toEqual([{ type: null }]);
  });

  it('is told where one event ends all tracks', () => {
    const bench = new Bench();
    bench.tell(Events.BUFFER_EOS, { type: null });
    bench.video.updateEnd();
    expect(bench.ends).toHaveLength(1);
  });

  it('waits for the other buffer', () => {
    const bench = whole();
    bench.video.updating = true;
    bench.audio.updateEnd();
    expect(bench.ends).toEqual([]);
  });

  it('is none while a track is not whole, and none any more once media is appended or taken off its end', () => {
    const incomplete = new Bench();
    incomplete.tell(Events.BUFFER_EOS, { type: 'audio' });
    const appended = whole();
    appended.tell(Events.BUFFER_APPENDING, { type: 'video' });
    const flushed = whole();
    flushed.tell(Events.BUFFER_FLUSHING, { type: null, startOffset: 58, endOffset: Infinity });
    const replaced = whole();
    replaced.tell(Events.BUFFER_FLUSHING, { type: 'video', startOffset: 57, endOffset: 58 });
    for (const bench of [incomplete, appended, flushed, replaced]) {
      bench.audio.updateEnd();
      expect(bench.ends).toEqual([]);
    }
  });

  it('is none where media was taken off the end behind what hls.js said', () => {
    const bench = whole();
    bench.tell(Events.BUFFER_FLUSHING, { type: null, startOffset: 58, endOffset: Infinity });
    bench.tell(Events.BUFFER_EOS, { type: null }); // by what was there before the flush
    bench.video.endSec = 58;
    bench.audio.updateEnd();
    expect(bench.ends).toEqual([]);
  });

  it('is told where nothing is under way any more when the last track is whole', async () => {
    const bench = whole();
    await bench.clock.advance(0);
    expect(bench.ends).toEqual([{ type: null }]);
    await bench.clock.advance(1000);
    expect(bench.ends).toHaveLength(1);
  });

  it('is not told to a source that has ended', () => {
    const bench = whole();
    bench.source.readyState = 'ended';
    bench.audio.updateEnd();
    expect(bench.ends).toEqual([]);
  });

  it('is of the buffers that are there now, and of none once the load has ended', () => {
    const bench = whole();
    const later = { video: new FakeBuffer(), audio: new FakeBuffer() };
    bench.tell(Events.BUFFER_CREATED, {
      tracks: { video: { buffer: later.video }, audio: { buffer: later.audio } },
    });
    bench.tell(Events.BUFFER_EOS, { type: null });
    bench.audio.updateEnd();
    expect(bench.ends).toEqual([]);
    later.audio.updateEnd();
    expect(bench.ends).toHaveLength(1);
    bench.scope.dispose(new DOMException('It was left.', 'AbortError'));
    later.audio.updateEnd();
    expect(bench.ends).toHaveLength(1);
  });
});
