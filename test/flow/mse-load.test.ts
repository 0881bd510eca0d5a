import { describe, expect, it } from 'vitest';
import { createDashTitle, createHlsTitle } from '../fixtures/toy-title.ts';
import { expectNothingLeft, MseHarness } from './mse-harness.ts';

/** What the harness's server takes to answer. */
const HEAD_MS = 20;
const CHUNK_MS = 10;
const MANIFEST_MS = HEAD_MS + 4 * CHUNK_MS;

describe('loading DASH', () => {
  it('asks for the manifest in the task of load, and opens the MediaSource meanwhile', async () => {
    const harness = new MseHarness(createDashTitle());
    const loaded = harness.load();
    expect(harness.trace).toEqual(['phase manifest-requested', '> manifest.mpd']);
    expect(harness.mse.sources).toHaveLength(1);
    await harness.clock.flush();
    expect(harness.trace.at(-1)).toBe('phase source-open');
    await harness.clock.advance(100);
    await loaded;
  });

  it('passes its phases in order', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.run(1000);
    expect(harness.trace.filter((entry) => entry.startsWith('phase '))).toEqual([
      'phase manifest-requested',
      'phase source-open',
      'phase manifest-received',
      'phase manifest-parsed',
      'phase first-segment-requested',
      'phase first-bytes-received',
      'phase first-append',
    ]);
  });

  it('asks for init and first segment of video and audio together, before any is answered', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.clock.advance(MANIFEST_MS);
    expect(harness.paths).toEqual(['manifest.mpd', 'v1/init.mp4', 'v1/1.m4s', 'a1/init.mp4', 'a1/1.m4s']);
    // They left at the moment at which the manifest's last byte arrived, and no byte of an answer is there yet.
    expect(harness.server.activeCount).toBe(4);
    expect(harness.trace).not.toContain('phase first-bytes-received');
  });

  describe('while the first picture, whose media is there, is about to be shown', () => {
    /** The sound is there before the picture. */
    const load = (firstFrame: Promise<void>, startSec = 0): MseHarness => {
      const title = createDashTitle();
      const harness = new MseHarness(title, {
        firstFrame,
        answer: (path) =>
          path.startsWith('a')
            ? { chunks: [title.files.get(path) ?? new Uint8Array()], headAfterMs: 1 }
            : undefined,
      });
      void harness.load({ startSec });
      return harness;
    };
    const pictures = ({ paths }: MseHarness): readonly string[] =>
      paths.filter((path) => path.startsWith('v') && path.endsWith('m4s'));
    const never = new Promise<void>(() => undefined);

    it('asks for no picture that comes later', async () => {
      let show: () => void = () => undefined;
      const harness = load(new Promise((resolve) => (show = resolve)));
      await harness.clock.advance(500);
      expect(harness.element.readyState).toBe(4);
      expect(pictures(harness)).toEqual(['v1/1.m4s']);
      show();
      await harness.clock.flush();
      expect(pictures(harness)).toEqual(['v1/1.m4s', 'v3/2.m4s']);
    });

    it('goes on half a second later where none comes, as in a page that is not seen', async () => {
      const harness = load(never);
      await harness.clock.advance(500);
      expect(pictures(harness)).toHaveLength(1);
      await harness.clock.advance(150);
      expect(pictures(harness)).toHaveLength(2);
    });

    it('asks at once where a seek goes', async () => {
      const harness = load(never);
      await harness.clock.advance(300);
      harness.element.currentTime = 9;
      await harness.clock.flush();
      expect(pictures(harness)).toEqual(['v1/1.m4s', expect.stringMatching(/\/5\.m4s$/)]);
    });

    it('asks at once for what follows where little lies ahead', async () => {
      const harness = load(never, 1.8);
      await harness.clock.advance(300);
      expect(pictures(harness).slice(0, 2)).toEqual(['v1/1.m4s', expect.stringMatching(/\/2\.m4s$/)]);
    });
  });

  it('shows the first frame before the first segment is complete', async () => {
    const title = createDashTitle();
    const harness = new MseHarness(title, {
      answer: (path) =>
        path.endsWith('init.mp4')
          ? { chunks: [title.files.get(path) ?? new Uint8Array()], headAfterMs: 1 }
          : undefined,
    });
    void harness.load();
    await harness.clock.advance(MANIFEST_MS + HEAD_MS + 3 * CHUNK_MS);
    expect(harness.server.activeCount).toBe(2);
    expect(harness.buffer('video').ranges).toEqual([{ startSec: 0, endSec: 1 }]);
    expect(harness.buffer('audio').ranges).toEqual([{ startSec: 0, endSec: 1 }]);
    expect(harness.element.readyState).toBe(4);
    expect(harness.trace).toContain('phase first-append');
  });

  it('tells presentation, tracks, renditions and why it chose what', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.run(1000);
    expect(harness.ofType('presentation')).toMatchObject([
      { presentation: { protocol: 'dash', durationSec: 20 } },
    ]);
    expect(harness.ofType('renditions')[0]?.renditions.map(({ id }) => id)).toEqual(['v1', 'v2', 'v3']);
    expect(harness.ofType('tracks')[0]?.activeIds).toHaveLength(2);
    const [decision] = harness.ofType('decision');
    expect(decision).toMatchObject({ positionSec: 0, decision: { renditionId: 'v1' } });
    expect(decision?.decision.reason).toContain('start');
    expect(harness.mse.current?.duration).toBe(20);
  });

  it('plays to the end, every segment once, and ends the stream', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(20);
    expect(harness.mse.current?.readyState).toBe('ended');
    const video = harness.paths.filter((path) => /^v\d\/\d/.test(path)).map((path) => path.split('/')[1]);
    expect(video).toEqual(Array.from({ length: 10 }, (_, index) => `${index + 1}.m4s`));
    expect(harness.paths.filter((path) => /^a1\/\d/.test(path))).toHaveLength(10);
    expect(harness.ofType('warning')).toEqual([]);
    expect(harness.ofType('failed')).toEqual([]);
    harness.engine.destroy();
    expectNothingLeft(harness);
  });
});

describe('loading HLS', () => {
  it('asks for both playlists together, then for both inits and first segments together', async () => {
    const harness = new MseHarness(createHlsTitle({ mediaStartSec: 10 }));
    void harness.load();
    await harness.clock.advance(MANIFEST_MS);
    expect(harness.paths.slice(1).sort()).toEqual(['a1.m3u8', 'v1.m3u8']);
    expect(harness.server.activeCount).toBe(2);
    await harness.clock.advance(MANIFEST_MS);
    expect(harness.paths.slice(3).sort()).toEqual(['a1/1.m4s', 'a1/init.mp4', 'v1/1.m4s', 'v1/init.mp4']);
    expect(harness.server.activeCount).toBe(4);
    expect(harness.trace).not.toContain('phase first-bytes-received');
  });

  it('learns from the media where it lies, and from the playlist how long it is', async () => {
    const harness = new MseHarness(createHlsTitle({ mediaStartSec: 10 }));
    void harness.load();
    await harness.run(1000);
    expect(harness.buffer('video').timestampOffset).toBe(-10);
    expect(harness.buffer('audio').timestampOffset).toBe(-10);
    expect(harness.buffer('video').ranges[0]?.startSec).toBe(0);
    expect(harness.ofType('duration')).toMatchObject([{ durationSec: 20 }]);
    expect(harness.mse.current?.duration).toBe(20);
  });

  it('plays to the end', async () => {
    const harness = new MseHarness(createHlsTitle({ mediaStartSec: 10 }));
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(20);
    expect(harness.ofType('warning')).toEqual([]);
    harness.engine.destroy();
    expectNothingLeft(harness);
  });
});
