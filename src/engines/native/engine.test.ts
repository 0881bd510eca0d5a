import { describe, expect, it } from 'vitest';
import { fakeTimeRanges } from '../../../test/fixtures/fake-media-element.ts';
import { FakeNativeElement, FakeTrackList } from '../../../test/fixtures/fake-native-element.ts';
import { FILE, FILM, HLS, NativeRig } from '../../../test/fixtures/native-rig.ts';
import { DEFAULT_HOLD_BACK_SEC } from './snapshot.ts';

describe('load', () => {
  it('asks for the source before it returns, and tells what the element finds', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    expect(rig.element.src).toBe(FILE.url);
    expect(rig.element.getAttribute('preload')).toBe('auto');
    rig.element.know(60);
    await loaded;
    expect(rig.types).toEqual([
      'manifest-requested',
      'manifest-parsed',
      'presentation',
      'tracks',
      'renditions',
    ]);
    expect(rig.last('presentation')?.presentation).toEqual({
      ...{ protocol: 'file', url: FILE.url },
      ...{ isLive: false, durationSec: 60 },
    });
    expect(rig.last('renditions')?.renditions).toMatchObject([{ id: '640x360', width: 640, height: 360 }]);
    expect(rig.server.requests).toHaveLength(0);
    rig.element.readyState = 2;
    expect(rig.last('rendition-shown')).toMatchObject({ renditionId: '640x360', trackId: 'video-1' });
  });

  it('starts where it is told to, once the element knows its source', async () => {
    const rig = new NativeRig();
    const loaded = rig.load(FILE, { startSec: 12 });
    expect(rig.element.currentTime).toBe(0);
    rig.element.know(60);
    await loaded;
    expect(rig.element.currentTime).toBe(12);
  });

  it.each([
    { startSec: null, standsAt: 0 },
    { startSec: 30, standsAt: 30 },
    { startSec: 5000, standsAt: 0 },
  ])('a live one with start $startSec stands at $standsAt s', async ({ startSec, standsAt }) => {
    const rig = new NativeRig();
    const loaded = rig.load(HLS, { startSec });
    rig.element.know(Infinity);
    await loaded;
    expect(rig.element.currentTime).toBe(standsAt);
    expect(rig.last('presentation')?.presentation).toMatchObject({ isLive: true, durationSec: null });
  });

  it.each([FILE, { ...FILE, protocol: 'dash' as const }])(
    'refuses what the element does not play, without a request: $protocol',
    async (source) => {
      const element = new FakeNativeElement();
      if (source.protocol === 'file') element.canPlay = '';
      const rig = new NativeRig({ element });
      await expect(rig.load(source)).rejects.toMatchObject({ code: 'source-unsupported' });
      expect(element.src).toBe('');
      expect(rig.events).toEqual([]);
    },
  );

  it('tells a longer duration, and that a live one has ended', async () => {
    const rig = new NativeRig();
    const loaded = rig.load(HLS);
    rig.element.know(60);
    await loaded;
    rig.element.duration = 62;
    rig.element.fire('durationchange');
    expect(rig.last('duration')).toMatchObject({ durationSec: 62 });
    rig.element.duration = Infinity;
    rig.element.fire('durationchange');
    expect(rig.last('presentation')?.presentation).toMatchObject({ isLive: true, durationSec: null });
    rig.element.duration = 90;
    rig.element.fire('durationchange');
    expect(rig.last('presentation')?.presentation).toMatchObject({ isLive: false, durationSec: 90 });
  });
});

describe('a playhead before a hole', () => {
  /** Stands at 5.5 s, where what is buffered ends, and goes on at `startSec`. */
  async function standBefore(startSec: number): Promise<NativeRig> {
    const rig = new NativeRig();
    const loaded = rig.load(HLS);
    rig.element.know(60);
    await loaded;
    await rig.element.play();
    rig.element.currentTime = 5.5;
    await rig.clock.advance(0);
    rig.element.seeking = false; // it has played to there
    rig.element.readyState = 2;
    rig.element.setBuffered([0, 5.5], [startSec, 20]);
    rig.element.fire('waiting');
    return rig;
  }

  it('is moved over one of some frames, which the platform would wait at for ever', async () => {
    const rig = await standBefore(5.6);
    await rig.clock.advance(1000);
    expect(rig.element.currentTime).toBeCloseTo(5.601);
    expect(rig.last('gap-jumped')?.gap).toEqual({ startSec: 5.5, endSec: 5.6 });
  });

  it('waits for what the platform may still fetch', async () => {
    const rig = await standBefore(9);
    await rig.clock.advance(30_000);
    expect(rig.element.currentTime).toBe(5.5);
  });
});

describe('failures', () => {
  it('before it knows its source: load rejects, once', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    rig.element.failWith(3, 'PIPELINE_ERROR_DECODE');
    await expect(loaded).rejects.toMatchObject({ code: 'decode-failed' });
    rig.element.failWith(3, 'again');
    expect(rig.types).toEqual(['manifest-requested']);
  });

  it('later: says so, once', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    rig.element.know(60);
    await loaded;
    rig.element.failWith(2, 'PIPELINE_ERROR_READ');
    await rig.clock.flush();
    rig.element.failWith(2, 'PIPELINE_ERROR_READ');
    await rig.clock.flush();
    expect(rig.events.filter(({ type }) => type === 'failed')).toMatchObject([
      { error: { code: 'network-failed', context: { url: FILM } } },
    ]);
  });

  it.each([
    { answer: { status: 404 }, expected: { code: 'network-status', context: { status: 404 } } },
    { answer: {}, expected: { code: 'source-unsupported', context: { url: FILM } } },
    { answer: { then: 'break-before-head' as const }, expected: { code: 'source-unsupported' } },
  ])('a source that does not open, whose server answers $answer', async ({ answer, expected }) => {
    const rig = new NativeRig({ answer: () => answer });
    const loaded = rig.load();
    rig.element.failWith(4, 'MEDIA_ELEMENT_ERROR: Format error');
    await rig.clock.advance(5000);
    await expect(loaded).rejects.toMatchObject(expected);
  });

  it('a fetch that someone cancelled in the browser ends the load as cancelled', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    rig.element.failWith(1, '');
    await expect(loaded).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('setQuality', () => {
  it('takes auto, caps and what plays, and no other id', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    rig.element.know(60);
    await loaded;
    for (const quality of ['auto', { maxHeight: 240 }, '640x360']) rig.engine.setQuality(quality);
    expect(() => rig.engine.setQuality('1920x1080')).toThrow(
      expect.objectContaining({ code: 'rendition-unknown' }),
    );
  });

  it('tells which size the platform has gone to', async () => {
    const rig = new NativeRig();
    const loaded = rig.load(HLS);
    rig.element.know(60);
    await loaded;
    rig.element.readyState = 4;
    rig.element.resize(1280, 720);
    expect(rig.last('renditions')?.renditions).toMatchObject([{ id: '1280x720' }]);
    expect(rig.events.filter(({ type }) => type === 'rendition-shown')).toMatchObject([
      { renditionId: '640x360' },
      { renditionId: '1280x720' },
    ]);
  });
});

describe('snapshot', () => {
  it('tells what is buffered and where the playhead can go', async () => {
    const rig = new NativeRig();
    expect(rig.engine.snapshot()).toEqual({
      bufferAheadSec: 0,
      buffered: [],
      seekable: { startSec: 0, endSec: 0 },
      live: null,
    });
    const loaded = rig.load();
    rig.element.know(60);
    await loaded;
    rig.element.setBuffered([0, 4], [10, 20]);
    rig.element.advanceTo(12);
    expect(rig.engine.snapshot()).toEqual({
      bufferAheadSec: 8,
      buffered: [
        { startSec: 0, endSec: 4 },
        { startSec: 10, endSec: 20 },
      ],
      seekable: { startSec: 0, endSec: 60 },
      live: null,
    });
  });

  it('live: the edge is as far behind as the platform starts, and the clock tells the latency', async () => {
    const rig = new NativeRig();
    const { element, clock } = rig;
    const loaded = rig.load(HLS);
    element.know(Infinity);
    await loaded;
    element.seekable = fakeTimeRanges([[100, 200]]);
    expect(rig.engine.snapshot().live).toEqual({ syncSec: 200 - DEFAULT_HOLD_BACK_SEC, latencySec: null });
    element.advanceTo(188);
    element.readyState = 4;
    await element.play();
    element.seekable = fakeTimeRanges([[110, 210]]);
    element.getStartDate = () => new Date(clock.epochMs() - 208_000);
    expect(rig.engine.snapshot().live).toEqual({ syncSec: 198, latencySec: 20 });
    element.getStartDate = () => new Date(NaN);
    expect(rig.engine.snapshot().live?.latencySec).toBeNull();
    element.seekable = fakeTimeRanges([]);
    expect(rig.engine.snapshot().live?.syncSec).toBe(188);
  });

  it('live: a seek before it plays says nothing of where the platform starts', async () => {
    const rig = new NativeRig();
    const loaded = rig.load(HLS, { startSec: 30 });
    rig.element.know(Infinity);
    await loaded;
    await rig.clock.flush();
    rig.element.readyState = 4;
    await rig.element.play();
    expect(rig.engine.snapshot().live?.syncSec).toBe(3600 - DEFAULT_HOLD_BACK_SEC);
  });
});

describe('destroy', () => {
  const STATES: readonly (readonly [string, (rig: NativeRig) => void])[] = [
    ['before a load', () => undefined],
    ['while the element looks', (rig) => void rig.load()],
    [
      'when it knows its source',
      (rig) => {
        void rig.load();
        rig.element.know(60);
      },
    ],
    [
      'after a failure',
      (rig) => {
        void rig.load();
        rig.element.failWith(3, 'broken');
      },
    ],
    [
      'while it asks what is wrong',
      (rig) => {
        void rig.load();
        rig.element.failWith(4, 'Format error');
      },
    ],
  ];

  it.each(STATES)('%s leaves nothing', async (_, prepare) => {
    const element = new FakeNativeElement();
    element.audioTracks = new FakeTrackList();
    const rig = new NativeRig({ element });
    prepare(rig);
    rig.engine.destroy();
    rig.engine.destroy();
    await rig.clock.flush();
    const { textTracks, audioTracks } = element;
    const listeners = [element, textTracks, audioTracks].map(({ listenerCount }) => listenerCount);
    expect(listeners).toEqual([0, 0, 0]);
    expect(rig.clock.timerCount).toBe(0);
    expect(rig.server.activeCount).toBe(0);
    expect([element.getAttribute('src'), element.getAttribute('preload')]).toEqual([null, null]);
    const count = rig.events.length;
    element.failWith(4, 'late');
    element.know(10);
    expect(rig.events).toHaveLength(count);
  });

  it('rejects a load that is under way', async () => {
    const rig = new NativeRig();
    const loaded = rig.load();
    rig.engine.destroy();
    await expect(loaded).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('on hearing of the presentation: nothing more is told', () => {
    const rig = new NativeRig();
    rig.onEvent = ({ type }) => {
      if (type === 'presentation') rig.engine.destroy();
    };
    void rig.load();
    rig.element.know(60);
    expect(rig.types).toEqual(['manifest-requested', 'manifest-parsed', 'presentation']);
  });

  it('lets be what another has put on the element', () => {
    const rig = new NativeRig();
    rig.element.setAttribute('preload', 'none');
    void rig.load();
    rig.element.src = 'https://cdn.test/other.mp4';
    rig.engine.destroy();
    expect(rig.element.src).toBe('https://cdn.test/other.mp4');
    expect(rig.element.getAttribute('preload')).toBe('none');
  });
});
