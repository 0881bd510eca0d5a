import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../../src/model/transfer-sample.ts';
import type { Quality } from '../../src/model/quality.ts';
import type { TrackKind } from '../../src/model/track.ts';
import {
  announcePresentation,
  createPlayerHarness,
  decodeFailure,
  HIGH,
  loadToReady,
  rendition,
} from './player-harness.ts';

const URL = 'https://cdn.test/film.mpd';

describe('a load, step by step', () => {
  it('goes from the call to the end in this order', async () => {
    const harness = createPlayerHarness();
    const { player, element, clock, trace } = harness;
    expect(element.listenerCount).toBe(0);

    const loaded = player.load(URL, { startSec: 3 });
    expect(player.state).toBe('loading');
    const { engine } = harness;
    expect(engine.source).toEqual({ url: URL, mimeType: null, protocol: 'dash' });
    expect(engine.options).toMatchObject({ startSec: 3, quality: 'auto', preferredAudioLanguages: ['de'] });

    engine.emit({ type: 'phase', phase: 'manifest-requested' });
    await clock.advance(40);
    engine.emit({ type: 'phase', phase: 'manifest-parsed' });
    announcePresentation(engine);
    engine.resolveLoad();
    await clock.advance(60);
    engine.emit({ type: 'phase', phase: 'first-append' });
    element.setBuffered([0, 10]);
    element.readyState = 4;
    await loaded;
    expect(player.state).toBe('ready');
    harness.presentFrame();
    await element.play();
    engine.emit({ type: 'rendition-shown', renditionId: 'low', trackId: 'v' });
    element.finish();

    expect(trace).toEqual([
      'phase load',
      'idle → loading',
      'engine mse',
      'phase manifest-requested',
      'phase manifest-parsed',
      'presentation',
      'trackschange',
      'renditionschange',
      'phase first-append',
      'loading → ready',
      'phase first-frame',
      'ready → playing',
      'renditionchange low',
      'playing → ended',
      'ended',
    ]);
    expect(player.stats()?.joinTime).toEqual({
      totalMs: 100,
      phases: {
        load: 0,
        'manifest-requested': 0,
        'manifest-parsed': 40,
        'first-append': 100,
        'first-frame': 100,
      },
    });
  });

  it('starts the manifest request in the task of load()', () => {
    const harness = createPlayerHarness({
      prepareEngine: (engine) => {
        engine.onLoad = () => {
          const { signal } = new AbortController();
          void engine.context.request({ type: 'manifest', urls: [URL], signal });
        };
      },
    });
    void harness.player.load(URL);
    expect(harness.server.requests.map(({ url }) => url)).toEqual([URL]);
  });

  it('lets no listener keep the manifest request waiting', async () => {
    const order: string[] = [];
    const harness = createPlayerHarness({
      prepareEngine: (engine) => {
        engine.onLoad = () => order.push('engine');
      },
    });
    harness.player.on('statechange', ({ from, to }) => order.push(`${from} → ${to}`));
    await loadToReady(harness);
    void harness.player.load(URL);
    expect(order).toEqual([
      'engine',
      'idle → loading',
      'loading → ready',
      'engine',
      'ready → idle',
      'idle → loading',
    ]);
  });

  it('tells of every transfer', async () => {
    const harness = createPlayerHarness();
    const samples: string[] = [];
    harness.player.on('transfer', ({ sample }) => samples.push(`${sample.type} ${sample.status}`));
    void harness.player.load(URL);
    const { signal } = new AbortController();
    await harness.engine.context.request({ type: 'manifest', urls: [URL], signal });
    expect(samples).toEqual(['manifest 200']);
  });

  it('resolves a relative URL on the page', () => {
    const harness = createPlayerHarness();
    void harness.player.load('../film.m3u8');
    expect(harness.engine.source).toEqual({
      url: 'https://app.test/film.m3u8',
      mimeType: null,
      protocol: 'hls',
    });
  });

  it('does not take the first frame for shown before it is', async () => {
    const harness = createPlayerHarness();
    const loaded = harness.player.load(URL);
    announcePresentation(harness.engine);
    harness.element.readyState = 4;
    await loaded;
    expect(harness.player.stats()?.joinTime.totalMs).toBeNull();
    await harness.clock.advance(16);
    harness.presentFrame();
    expect(harness.player.stats()?.joinTime.totalMs).toBe(16);
  });

  it('reads what the engine has told', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, engine } = harness;
    engine.figures = { ...engine.figures, seekable: { startSec: 0, endSec: 58 } };
    engine.emit({ type: 'duration', durationSec: 58 });
    expect(player.presentation).toEqual({
      protocol: 'dash',
      url: URL,
      isLive: false,
      durationSec: 58,
      seekable: { startSec: 0, endSec: 58 },
    });
    expect(player.tracks.map(({ id }) => id)).toEqual(['v', 'a']);
    expect(player.activeTracks.map(({ id }) => id)).toEqual(['v', 'a']);
    expect(player.renditions.map(({ id }) => id)).toEqual(['low', 'high']);
    expect(player.activeRendition).toBeNull();
  });
});

describe('playback', () => {
  it('tells a stall from start-up, seek and pause', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, element, clock, trace } = harness;
    trace.length = 0;

    element.readyState = 2; // starved before the first play: no stall
    await element.play();
    element.readyState = 4;
    await clock.advance(1000);
    element.readyState = 2;
    await clock.advance(300);
    element.readyState = 4;
    await clock.advance(500);

    element.currentTime = 30; // not buffered
    await clock.flush();
    element.readyState = 1;
    await clock.advance(200);
    element.finishSeek();
    element.readyState = 4;
    element.pause();

    expect(trace).toEqual([
      'ready → playing',
      'playing → stalled',
      'stallstart',
      'stalled → playing',
      'stallend 300',
      'playing → seeking',
      'seeking → playing',
      'playing → paused',
    ]);
    expect(player.stats()).toMatchObject({ stalls: { count: 1, totalMs: 300 }, playedMs: 1500 });
  });

  it('counts a stall to its end when the engine jumps the gap that caused it', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { element, engine, clock, trace } = harness;
    await element.play();
    trace.length = 0;
    element.readyState = 2;
    await clock.advance(250);
    element.setBuffered([0, 10], [10.2, 20]);
    element.currentTime = 10.2;
    engine.emit({ type: 'gap-jumped', gap: { startSec: 10, endSec: 10.2 } });
    await clock.advance(50);
    element.readyState = 4;
    expect(trace).toEqual([
      'playing → stalled',
      'stallstart',
      'gapjump',
      'stalled → playing',
      'stallend 300',
    ]);
  });

  it("does not take for the viewer's pause what the element does by itself as its decoder fails", async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { element, trace } = harness;
    await element.play();
    trace.length = 0;
    element.error = { code: 3, message: 'decoder' };
    element.pause();
    expect(trace).toEqual([]);
    expect(harness.player.state).toBe('playing');
  });

  it('sees a rebuild under running playback as a stall, not as a pause and a seek', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { element, engine, clock, trace } = harness;
    await element.play();
    trace.length = 0;
    engine.emit({ type: 'recovered', from: decodeFailure(), how: 'rebuilt' });
    element.reset();
    await element.play();
    element.readyState = 1;
    element.setBuffered([5, 10]);
    element.currentTime = 7;
    await clock.advance(120);
    element.readyState = 4;
    expect(trace).toEqual([
      'recovered',
      'playing → stalled',
      'stallstart',
      'stalled → playing',
      'stallend 120',
    ]);
  });

  it('measures bitrates and switches of what was shown', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, element, engine, clock } = harness;
    await element.play();
    engine.emit({ type: 'rendition-shown', renditionId: 'low', trackId: 'v' });
    engine.emit({ type: 'rendition-shown', renditionId: 'aac', trackId: 'a' });
    await clock.advance(3000);
    engine.emit({ type: 'rendition-shown', renditionId: 'high', trackId: 'v' });
    engine.emit({
      type: 'decision',
      decision: { renditionId: 'high', reason: 'fast', estimateBps: 9_000_000 },
      positionSec: 3,
    });
    await clock.advance(1000);
    engine.figures = { ...engine.figures, bufferAheadSec: 12 };
    element.advanceTo(4);
    element.droppedVideoFrames = 2;
    element.totalVideoFrames = 100;
    expect(player.activeRendition?.id).toBe(HIGH.id);
    expect(player.stats()).toMatchObject({
      positionSec: 4,
      bufferAheadSec: 12,
      playedMs: 4000,
      currentBitrateBps: 4_000_000,
      averageBitrateBps: (3 * 1_000_000 + 4_000_000) / 4,
      estimateBps: 9_000_000,
      decision: { renditionId: 'high', reason: 'fast', estimateBps: 9_000_000 },
      switchCount: 1,
      droppedFrames: 2,
      totalFrames: 100,
    });
  });

  it('counts all bytes fetched: of answers that broke off, were dropped, or cut off by the end too', async () => {
    const chunks = [new Uint8Array(10)];
    const harness = createPlayerHarness({
      answer: (index) => ({ chunks, then: index === 0 ? 'break' : index < 3 ? 'hang' : 'end' }),
    });
    await loadToReady(harness);
    const { player, engine, clock } = harness;
    const ask = (type: ResourceType, trackKind: TrackKind, stop = new AbortController()): AbortController => {
      const request = { type, trackKind, urls: ['https://cdn.test/a'], signal: stop.signal };
      engine.context.request(request).catch(() => undefined);
      return stop;
    };
    ask('key', 'video');
    const dropped = ask('segment', 'video');
    const last = ask('segment', 'audio');
    await clock.advance(0);
    dropped.abort();
    await clock.advance(1000);
    expect(player.stats()?.bytes).toEqual({ video: 10, audio: 0, other: 20 });
    engine.emit({ type: 'failed', error: decodeFailure() });
    last.abort(); // as an engine that is destroyed does
    await clock.advance(0);
    expect(player.stats()?.bytes).toEqual({ video: 10, audio: 10, other: 20 });
  });

  it('counts no switch where a new period brings new renditions', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, engine } = harness;
    engine.emit({ type: 'rendition-shown', renditionId: 'low', trackId: 'v' });
    engine.emit({ type: 'renditions', renditions: [rendition('second', 2_000_000)] });
    engine.emit({ type: 'rendition-shown', renditionId: 'second', trackId: 'v2' });
    expect(player.activeRendition?.id).toBe('second');
    expect(player.stats()?.switchCount).toBe(0);
  });

  it('passes on choices, and refuses ids that do not exist', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, engine } = harness;
    player.selectTrack('a');
    player.setQuality('high');
    player.setQuality({ maxHeight: 720 });
    player.deselectText();
    expect(engine.selectedTracks).toEqual(['a']);
    expect(engine.textDeselections).toBe(1);
    expect(engine.qualities).toEqual(['high', { maxHeight: 720 }]);
    expect(() => player.selectTrack('nope')).toThrow(expect.objectContaining({ code: 'track-unknown' }));
    expect(() => player.setQuality('nope')).toThrow(expect.objectContaining({ code: 'rendition-unknown' }));
    expect(player.quality).toEqual({ maxHeight: 720 });
  });

  it.each([
    [{ maxBitrate: 0 }, 'quality.maxBitrate'],
    [{ maxHeight: '720' }, 'quality.maxHeight'],
    [{ height: 720 }, 'quality.height'],
    [null, 'quality'],
    [undefined, 'quality'],
    [5, 'quality'],
    [[], 'quality'],
  ])('refuses %j for a quality and names the option', (quality, option) => {
    const { player } = createPlayerHarness();
    player.setQuality({ maxHeight: Infinity });
    let thrown: unknown;
    try {
      player.setQuality(quality as Quality);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'config-invalid', context: { option } });
    expect(player.quality).toEqual({ maxHeight: Infinity });
  });

  it('keeps caps for the next load, and forgets a pinned rendition', async () => {
    const harness = createPlayerHarness();
    const { player } = harness;
    player.setQuality({ maxHeight: 480 });
    await loadToReady(harness);
    expect(harness.engine.options?.quality).toEqual({ maxHeight: 480 });
    player.setQuality('low');
    await loadToReady(harness);
    expect(harness.engine.options?.quality).toBe('auto');
    expect(player.quality).toBe('auto');
  });
});
