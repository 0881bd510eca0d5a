import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../../test/fixtures/fake-media-element.ts';
import { FakeMse, type FakeMseOptions } from '../../../test/fixtures/fake-media-source.ts';
import { initSegment, mediaSegment } from '../../../test/fixtures/toy-mp4.ts';
import { createVirtualClock, type VirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import type { PlayerError } from '../../core/errors.ts';
import { Scope } from '../../core/scope.ts';
import type { SinkOwner } from './buffer-sink.ts';
import { MediaHost } from './media-host.ts';

const VIDEO = 'video/mp4; codecs="avc1.64001E"';
const AUDIO = 'audio/mp4; codecs="mp4a.40.2"';
const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const owner: SinkOwner = {
  makeRoom: () => Promise.reject(new Error('full')),
  onEvicted: () => undefined,
};

interface Rig {
  readonly clock: VirtualClock;
  readonly mse: FakeMse;
  readonly element: FakeMediaElement;
  readonly scope: Scope;
  readonly host: MediaHost;
  readonly notes: string[];
}

function createRig(options: Partial<FakeMseOptions> = {}): Rig {
  const clock = createVirtualClock();
  const element = new FakeMediaElement();
  const mse = new FakeMse({ clock, element, openMs: 10, ...options });
  const scope = new Scope(clock);
  const notes: string[] = [];
  const host = new MediaHost(mse, element, scope, {
    url: 'https://a.test/x.mpd',
    onOpen: () => notes.push('open'),
    onFailure: (error: PlayerError) => notes.push(error.code),
  });
  return { clock, mse, element, scope, host, notes };
}

const typesOf = ({ mse }: Rig): readonly string[] =>
  (mse.current?.buffers ?? []).map(({ mimeType }) => mimeType);

describe('MediaHost', () => {
  it.each(['open first', 'declared first'])('makes all SourceBuffers together: %s', async (order) => {
    const rig = createRig();
    if (order === 'open first') await rig.clock.advance(10);
    rig.host.setDuration(60);
    rig.host.expect(['video', 'audio']);
    const video = rig.host.sink('video', owner).append(init);
    rig.host.declare('video', { video: VIDEO });
    await rig.clock.flush();
    expect(typesOf(rig)).toEqual([]);
    rig.host.declare('audio', { audio: AUDIO });
    rig.host.sink('audio', owner);
    await rig.clock.advance(10);
    await video;
    expect(typesOf(rig)).toEqual([VIDEO, AUDIO]);
    expect(rig.mse.current?.duration).toBe(60);
    expect(rig.notes).toEqual(['open']);
    expect(rig.host.isOpen).toBe(true);
  });

  it('makes two for one stream that carries both', async () => {
    const rig = createRig();
    rig.host.expect(['video']);
    rig.host.declare('video', { video: VIDEO, audio: AUDIO });
    await rig.clock.advance(10);
    expect(typesOf(rig)).toEqual([VIDEO, AUDIO]);
  });

  it('gives each kind one sink, and knows who has declared', () => {
    const { host } = createRig();
    expect(host.sink('video', owner)).toBe(host.sink('video', owner));
    host.sink('audio', owner);
    expect(host.sinks.map(({ kind }) => kind)).toEqual(['video', 'audio']);
    expect(host.hasDeclared('video')).toBe(false);
    host.declare('video', { video: VIDEO });
    expect(host.hasDeclared('video')).toBe(true);
  });

  it('takes the longest duration that was named', async () => {
    const rig = createRig();
    rig.host.setDuration(60);
    rig.host.setDuration(62);
    rig.host.setDuration(61);
    rig.host.expect(['video']);
    rig.host.declare('video', { video: VIDEO });
    await rig.clock.advance(10);
    expect(rig.mse.current?.duration).toBe(62);
  });

  it('says so when the browser makes no buffer', async () => {
    const rig = createRig({ isTypeSupported: () => false });
    rig.host.expect(['video']);
    rig.host.declare('video', { video: VIDEO });
    await rig.clock.advance(10);
    expect(rig.notes).toEqual(['open', 'codec-unsupported']);
  });

  it('ends the stream only when it can', async () => {
    const rig = createRig();
    rig.host.endOfStream();
    rig.host.expect(['video']);
    const sink = rig.host.sink('video', owner);
    rig.host.declare('video', { video: VIDEO });
    await rig.clock.advance(10);
    await sink.append(init);
    await sink.append(mediaSegment({ trackId: 1, decodeTime: 0, duration: 2000 }));
    rig.host.endOfStream();
    expect([rig.host.isEnded, rig.mse.current?.readyState, rig.mse.current?.duration]).toEqual([
      true,
      'ended',
      2,
    ]);
    rig.host.endOfStream();
    expect(rig.host.isEnded).toBe(true);
  });

  it('tells when the browser wants data again', async () => {
    const rig = createRig();
    let wanted = 0;
    rig.host.onStreamingWanted(() => (wanted += 1));
    rig.mse.isStreamingWanted = false;
    expect(rig.host.isStreamingWanted()).toBe(false);
    rig.mse.isStreamingWanted = true;
    rig.mse.current?.fire('startstreaming');
    expect([wanted, rig.host.isStreamingWanted()]).toEqual([1, true]);
    await rig.clock.flush();
  });

  it('leaves nothing behind', async () => {
    for (const afterMs of [0, 5, 10, 50]) {
      const rig = createRig();
      rig.host.expect(['video']);
      const appended = rig.host
        .sink('video', owner)
        .append(init)
        .catch((error: unknown) => error);
      rig.host.declare('video', { video: VIDEO });
      await rig.clock.advance(afterMs);
      rig.scope.dispose(new Error('destroyed'));
      await appended;
      await rig.clock.advance(100);
      expect([rig.clock.timerCount, rig.mse.liveCount, rig.element.listenerCount]).toEqual([0, 0, 0]);
      expect(rig.mse.current).toBeNull();
    }
  });
});
