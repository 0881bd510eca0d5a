import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../src/core/errors.ts';
import { createDashTitle, createHlsTitle } from '../fixtures/toy-title.ts';
import { ascii, concat, fullBox, mediaSegment } from '../fixtures/toy-mp4.ts';
import { BASE, MseHarness, play, type MseHarnessOptions } from './mse-harness.ts';

const missing = { status: 404 };

const numbered = (harness: MseHarness, number: number): readonly string[] =>
  harness.paths.filter((path) => path.startsWith('v') && path.endsWith(`/${number}.m4s`));

describe('a segment that is missing', () => {
  it('is fetched in another rendition', async () => {
    const harness = await play(createDashTitle(), {
      answer: (path) => (path === 'v2/4.m4s' ? missing : undefined),
      decide: pin('v2'),
    });
    await harness.runUntil(() => harness.element.ended);
    const tried = [...new Set(numbered(harness, 4))];
    expect(tried).toHaveLength(2);
    expect(tried[0]).toBe('v2/4.m4s');
    expect(harness.trace.filter((entry) => entry.startsWith('warning'))).toEqual(['warning network-status']);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.element.currentTime).toBe(20);
  });

  it('in all renditions is played over', async () => {
    const harness = await play(createDashTitle(), {
      answer: (path) => (/^v.\/4/.test(path) ? missing : undefined),
    });
    await harness.runUntil(() => harness.element.ended);
    expect(new Set(numbered(harness, 4)).size).toBe(3);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { endSec: 8 } }]);
    expect(harness.ofType('failed')).toEqual([]);
    expect(numbered(harness, 5)).toHaveLength(1);
  });

  it('twice in a row ends playback, once all has been played that is there', async () => {
    const harness = await play(createDashTitle(), {
      answer: (path) => (/^v.\/[67]/.test(path) ? missing : undefined),
    });
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.element.currentTime).toBeGreaterThan(9.5);
    expect(harness.ofType('failed')).toMatchObject([
      { error: { code: 'network-status', context: { status: 404 } } },
    ]);
    expect(numbered(harness, 8)).toEqual([]);
    expect(harness.clock.timerCount).toBe(0);
  });

  it('twice in a row ends playback, too, where a seek waits for more than there is', async () => {
    const harness = await play(createDashTitle(), {
      mse: { seekNeedsSec: 0.6 },
      answer: (path) => (/^v.\/[67]/.test(path) ? missing : undefined),
    });
    harness.element.currentTime = 9.5;
    await harness.run(1000);
    expect(harness.ofType('failed')).toEqual([]);
    await harness.runUntil(() => harness.ofType('failed').length > 0, 10_000);
    expect(harness.ofType('failed')).toMatchObject([{ error: { code: 'network-status' } }]);
    expect(harness.element.currentTime).toBe(9.5);
  });

  it('at the very start, twice in a row, ends it at once', async () => {
    const harness = new MseHarness(createDashTitle(), {
      answer: (path) => (/^v.\/\d/.test(path) ? missing : undefined),
    });
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0, 10_000);
    expect(harness.ofType('failed')[0]?.error.code).toBe('network-status');
    expect(harness.server.activeCount).toBe(0);
  });

  it('is passed by a seek to where there is media', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {
      answer: (path) => (/^v.\/[67]\./.test(path) ? missing : undefined),
    });
    await harness.runUntil(() => numbered(harness, 7).length > 0);
    await harness.run(500);
    harness.element.currentTime = 20;
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
  });
});

describe('a network that is away', () => {
  it.each([
    ['fails at once', { then: 'break-before-head' }],
    ['has a server that is overloaded', { status: 503 }],
  ] as const)(
    '(%s) for less than the buffer lasts: nothing is left out, and nothing stops',
    async (_case, away) => {
      let isAway = false;
      const harness = await play(createDashTitle({ segmentCount: 60 }), {
        answer: () => (isAway ? away : undefined),
      });
      await harness.runUntil(() => harness.element.currentTime > 10 && harness.server.activeCount === 0);
      isAway = true;
      await harness.run(15_000);
      isAway = false;
      const asked = harness.paths.length;
      await harness.runUntil(() => harness.element.ended);
      expect(harness.element.currentTime).toBe(120);
      expect(harness.ofType('gap-jumped')).toEqual([]);
      expect(harness.ofType('failed')).toEqual([]);
      expect(asked).toBeLessThan(200);
    },
  );

  it.each([2, 6])('for longer: what there is is played, and then it is told (%i s)', async (segmentSec) => {
    let isAway = false;
    const harness = await play(createDashTitle({ segmentCount: 60, segmentSec }), {
      answer: () => (isAway ? { then: 'break-before-head' } : undefined),
    });
    await harness.runUntil(() => harness.element.currentTime > 10 && harness.server.activeCount === 0);
    isAway = true;
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.element.currentTime).toBeGreaterThan(35);
    expect(harness.ofType('failed')).toMatchObject([{ error: { code: 'network-failed' } }]);
    expect(harness.clock.timerCount).toBe(0);
  });

  it('while it is paused: is asked again ever more seldom', async () => {
    let isAway = false;
    const harness = await play(createDashTitle({ segmentCount: 60 }), {
      answer: () => (isAway ? { status: 503 } : undefined),
    });
    await harness.runUntil(() => harness.element.currentTime > 10 && harness.server.activeCount === 0);
    await harness.run(1000);
    harness.element.pause();
    isAway = true;
    await harness.run(60_000);
    const asked = harness.paths.length;
    await harness.run(60_000);
    expect(harness.paths.length - asked).toBeLessThan(120);
    expect(harness.ofType('failed')).toEqual([]);
  });
});

describe('a segment that is no good', () => {
  it.each([
    ['garbage', [ascii('<html>not found, but 200</html>')]],
    ['empty', []],
    ['cut off', [createDashTitle().files.get('v2/4.m4s')?.slice(0, 300) ?? new Uint8Array()]],
  ])(
    '(%s) is fetched in another rendition, and never reaches the decoder as damage',
    async (_name, chunks) => {
      const harness = await play(createDashTitle(), {
        answer: (path) => (path === 'v2/4.m4s' ? { chunks } : undefined),
        decide: pin('v2'),
      });
      await harness.runUntil(() => harness.element.ended);
      expect(harness.trace.filter((entry) => entry.startsWith('warning'))).toEqual([
        'warning segment-invalid',
      ]);
      expect(harness.ofType('recovered')).toEqual([]);
      expect(harness.mse.sources).toHaveLength(1);
      expect(harness.ofType('gap-jumped')).toEqual([]);
    },
  );
});

describe('a segment that the browser cannot take', () => {
  it('is named by what is told of it', async () => {
    const unknownTrack = mediaSegment({ trackId: 9, decodeTime: 6000, duration: 2000 });
    const harness = await play(createDashTitle(), {
      answer: (path) => (path === 'v2/4.m4s' ? { chunks: [unknownTrack] } : undefined),
      decide: pin('v2'),
    });
    await harness.runUntil(() => harness.ofType('recovered').length > 0);
    const { from } = harness.ofType('recovered')[0] ?? {};
    expect(from).toMatchObject({ code: 'append-failed', context: { url: `${BASE}v2/4.m4s` } });
    expect(from?.message).toContain('v2/4.m4s');
  });

  it('is left at its first bad piece, and got around by another rendition', async () => {
    const unknownTrack = mediaSegment({ trackId: 9, decodeTime: 6000, duration: 2000 });
    const size = Math.ceil(unknownTrack.length / 4);
    const chunks = [0, 1, 2, 3].map((part) => unknownTrack.slice(part * size, (part + 1) * size));
    const harness = await play(createDashTitle(), {
      answer: (path) => (path === 'v2/4.m4s' ? { chunks, chunkEveryMs: 500 } : undefined),
      decide: pin('v2'),
    });
    await harness.runUntil(() => harness.element.ended || harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('recovered')).toHaveLength(1);
    expect(new Set(numbered(harness, 4)).size).toBe(2);
  });
});

describe('timed metadata in the media', () => {
  it('stops nothing when it is damaged', async () => {
    const title = createDashTitle();
    const mpd = new TextDecoder().decode(title.files.get('manifest.mpd'));
    const declared = mpd.replace('lang="en">', 'lang="en"><InbandEventStream schemeIdUri="urn:x" value=""/>');
    const damaged = concat(
      fullBox('emsg', 0, 0, ascii('urn:x')),
      title.files.get('a1/3.m4s') ?? new Uint8Array(),
    );
    const files = new Map(title.files).set('manifest.mpd', new TextEncoder().encode(declared));
    const harness = new MseHarness({ ...title, files: files.set('a1/3.m4s', damaged) });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended || harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.mse.sources).toHaveLength(1);
  });
});

describe('a manifest that is no good', () => {
  it.each([
    ['missing', { status: 404 }, 'network-status'],
    ['a web page', { chunks: [ascii('<!DOCTYPE html><title>Sign in</title>')] }, 'manifest-malformed'],
    ['empty', {}, 'manifest-malformed'],
    ['cut off', { chunks: [ascii('<?xml version="1.0"?><MPD><Period>')] }, 'manifest-malformed'],
    ['broken off', { then: 'break-before-head' }, 'network-failed'],
  ] as const)('%s fails the load', async (_name, answer, code) => {
    const harness = new MseHarness(createDashTitle(), { answer: () => answer });
    const failure = harness.load().then(
      () => null,
      (error: unknown) => error,
    );
    await harness.run(30_000);
    const error = await failure;
    expect(isPlayerError(error, code)).toBe(true);
    expect(harness.server.activeCount).toBe(0);
  });
});

describe('an HLS media playlist that is missing', () => {
  it('gives way to another variant', async () => {
    const harness = await play(createHlsTitle(), {
      answer: (path) => (path === 'v2.m3u8' ? missing : undefined),
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.paths.some((path) => /^v[13]\/1\.m4s/.test(path))).toBe(true);
  });
});

describe('a live master playlist', () => {
  it('is refused once one of its variants has told', async () => {
    const { files, ...title } = createHlsTitle();
    const live = [...files].map(([path, bytes]) => {
      const isPlaylist = path.endsWith('.m3u8');
      const text = isPlaylist && new TextDecoder().decode(bytes).replace('#EXT-X-ENDLIST', '');
      return [path, text ? new TextEncoder().encode(text) : bytes] as const;
    });
    const harness = new MseHarness({ ...title, files: new Map(live) });
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error.code).toBe('manifest-unsupported');
    expect(harness.ofType('warning')).toEqual([]);
    expect(harness.paths.filter((path) => /^v.\.m3u8$/.test(path))).toHaveLength(1);
  });
});

describe('a decoder that fails', () => {
  it('is rebuilt once at the same position, and plays on', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {});
    await harness.runUntil(() => harness.element.currentTime > 7);
    const atSec = harness.element.currentTime;
    harness.mse.failDecoder('PIPELINE_ERROR_DECODE');
    await harness.run(100);
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.ofType('recovered')).toMatchObject([
      { from: { code: 'decode-failed', context: { detail: 'PIPELINE_ERROR_DECODE' } } },
    ]);
    await harness.runUntil(() => harness.element.readyState >= 3);
    expect(harness.element.currentTime - atSec).toBeLessThan(0.25);
    expect(harness.element.currentTime).toBeGreaterThanOrEqual(atSec);
    expect(harness.element.paused).toBe(false);
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    // What played is fetched in another rendition; neither the manifest nor the init segments are fetched again.
    const played = harness.paths.filter((path) => /^v.\/4\.m4s$/.test(path));
    expect(new Set(played).size).toBe(2);
    expect(harness.paths.filter((path) => path.endsWith('mpd'))).toHaveLength(1);
    expect(harness.paths.filter((path) => path === 'a1/init.mp4')).toHaveLength(1);
    expect(harness.mse.sources[0]?.readyState).toBe('closed');
  });

  it.each([4.6, 5.9])('at %f s costs nothing where no other rendition can be had', async (atSec) => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {
      answer: (path) => (/^v[23]\/\d/.test(path) ? missing : undefined),
    });
    await harness.runUntil(() => harness.element.currentTime > atSec);
    harness.mse.failDecoder('PIPELINE_ERROR_DECODE');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('breaks no cap', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 30 }));
    void harness.load({ quality: { maxHeight: 240 } });
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.currentTime > 5);
    harness.mse.failDecoder('PIPELINE_ERROR_DECODE');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.paths.filter((path) => /^v[23]\/\d/.test(path))).toEqual([]);
  });

  it('plays on where the element has paused itself for it, and stays paused where the app wanted that', async () => {
    for (const isWanted of [true, false]) {
      const harness = await play(createDashTitle({ segmentCount: 30 }), {});
      await harness.runUntil(() => harness.element.currentTime > 7);
      if (!isWanted) harness.element.pause();
      harness.mse.failDecoder('by itself', { isPausing: isWanted });
      await harness.runUntil(() => harness.ofType('recovered').length > 0);
      await harness.runUntil(() => harness.element.readyState >= 3);
      expect(harness.element.paused).toBe(!isWanted);
    }
  });

  it('a second time near the same place is fatal', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {});
    await harness.runUntil(() => harness.element.currentTime > 7);
    harness.mse.failDecoder('first');
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.run(1000);
    harness.mse.failDecoder('second');
    await harness.run(100);
    expect(harness.ofType('failed')).toMatchObject([
      { error: { code: 'decode-failed', context: { detail: 'second' } } },
    ]);
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.clock.timerCount).toBe(0);
    expect(harness.server.activeCount).toBe(0);
  });

  it('a second time much later is rebuilt again', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {});
    await harness.runUntil(() => harness.element.currentTime > 7);
    harness.mse.failDecoder('first');
    await harness.runUntil(() => harness.element.currentTime > 25);
    harness.mse.failDecoder('second');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('recovered')).toHaveLength(2);
    expect(harness.ofType('failed')).toEqual([]);
  });
});

function pin(id: string): NonNullable<MseHarnessOptions['decide']> {
  return ({ renditions }) => ({
    renditionId: renditions.some((rendition) => rendition.id === id) ? id : (renditions[0]?.id ?? ''),
    reason: 'the test wants it',
    estimateBps: null,
  });
}

it('plays media behind a skipped segment before it says that no more can be fetched', async () => {
  const answer = (path: string): { status: number } | undefined =>
    /^v.\/(4|6|7)\./.test(path) ? { status: 404 } : undefined;
  const harness = new MseHarness(createDashTitle(), { answer });
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.run(3000);
  await harness.element.play();
  await harness.runUntil(() => harness.ofType('failed').length > 0);
  expect(harness.element.currentTime).toBeGreaterThan(9.5);
});
