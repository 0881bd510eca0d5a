import { describe, expect, it } from 'vitest';
import { input, LADDER, measured, segment, steady } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { decide } from './decide.ts';
import { Planner } from './planner.ts';

const planner = new Planner();
const choose = (over: Partial<AbrInput> = {}): string => decide(input(over), planner).renditionId;

describe('the first decision', () => {
  const answered = (firstByteMs: number): readonly TransferSample[] => [
    { ...segment(0, firstByteMs + 1, 1e6), type: 'manifest', bytes: 900, firstByteMs },
  ];

  it('is for the earliest frame while nothing is known', () => {
    expect(decide(input(), new Planner())).toEqual({
      renditionId: '240p',
      estimateBps: null,
      reason:
        'start, a better picture would come later: 240p at 0.40 Mbit/s; 1.50 Mbit/s assumed, 0.0 s buffered',
    });
  });

  it('takes a better picture where it comes about as early, as far as the browser guesses', () => {
    expect(choose({ hintBps: 8e6, samples: answered(45) })).toBe('240p');
    // Near and at the hint's ceiling: the link is likely much faster than the hint can say.
    expect(choose({ hintBps: 10e6, samples: answered(15) })).toBe('480p');
    expect(choose({ hintBps: 10e6, samples: answered(60) })).toBe('240p');
    // Where all takes its time, a little more matters less.
    expect(choose({ hintBps: 8e6, samples: answered(250) })).toBe('360p');
    expect(choose({ hintBps: 400e3, samples: answered(15) })).toBe('240p');
  });

  it('never takes on a guess what the link may not bear', () => {
    const ladder = [LADDER[0]!, { ...LADDER[4]!, bandwidthBps: 1_600_000 }];
    expect(choose({ hintBps: 10e6, samples: answered(15), renditions: ladder })).toBe('240p');
  });

  it('goes by what is remembered of the network', () => {
    const remembered = decide(input({ priorBps: 50e6 }), new Planner());
    expect(remembered.renditionId).toBe('1080p');
    expect(remembered.estimateBps).toBeCloseTo(50e6, 0);
    expect(choose({ priorBps: 8e6 })).toBe('720p');
    expect(choose({ priorBps: 900_000 })).toBe('240p');
    expect(choose({ priorBps: 10e6 })).toBe('1080p'); // beside it comes a segment of sound, and no more
  });

  it('takes the lowest where even that is too much, and the only one where there is one', () => {
    expect(choose({ priorBps: 10_000 })).toBe('240p');
    expect(choose({ renditions: LADDER.slice(4), priorBps: 10_000 })).toBe('1080p');
  });
});

describe('a decision after a seek', () => {
  const seek = { samples: measured(8e6), currentId: '1080p', audioBps: 96_000 };

  it('shows the picture soon: what it would wait for lies deep in a large segment', () => {
    expect(choose({ ...seek, awaitedSec: 0 })).toBe('720p');
    expect(choose({ ...seek, awaitedSec: 1.4 })).toBe('360p');
    expect(choose({ ...seek, awaitedSec: 3.9 })).toBe('240p');
    expect(decide(input({ ...seek, awaitedSec: 1.4 }), new Planner()).reason).toContain(
      'start, a better picture would come later: 360p',
    );
  });

  it('keeps the picture where the link brings it in no time, and none that the link does not bear', () => {
    expect(choose({ ...seek, samples: measured(60e6), awaitedSec: 1.4 })).toBe('1080p');
    expect(choose({ ...seek, samples: measured(1e6), awaitedSec: 0 })).toBe('240p');
  });

  it('reckons with the audio segment beside it, all of it where its size is not known', () => {
    const late = { ...seek, samples: measured(8e6), awaitedSec: 0.7 };
    expect(choose(late)).toBe('480p');
    expect(choose({ ...late, audioBps: 1e6 })).toBe('360p');
  });
});

describe('what is made ready behind a start', () => {
  const second = { currentId: '360p', bufferSec: 4, awaitedSec: null };

  it('is all that a later decision takes, and changes nothing of it', () => {
    const planner = new Planner();
    decide(input(), planner);
    expect(planner.isReady).toBe(true); // as far as that is known: a start needs nothing of it
    decide(input({ ...second, samples: steady(3e6).slice(0, 1) }), planner);
    let parts = 0;
    for (; !planner.isReady; parts += 1) planner.prepare();
    expect(parts).toBeGreaterThan(400); // small ones, so that none is felt
    const later = input({ samples: steady(3e6), currentId: '480p', bufferSec: 12, audioBps: 128_000 });
    expect(decide(later, planner)).toEqual(decide(later, new Planner()));
    expect(planner.isReady).toBe(true);
  });
});

describe('a plan', () => {
  it('reaches no farther than five segments until four have come, and makes no more of the tables', () => {
    const at = { currentId: '480p', bufferSec: 12, awaitedSec: null };
    const partsAfter = (segments: number): number => {
      const planner = new Planner();
      decide(input({ ...at, samples: steady(3e6).slice(0, segments) }), planner);
      let parts = 0;
      for (; !planner.isReady; parts += 1) planner.prepare();
      return parts;
    };
    // In ten parts each: 24 stages of one table and, before four have come, 19 of the other, whose end begins the next one. And
    // a rehearsal before all.
    expect([1, 2, 3, 4].map(partsAfter)).toEqual([430, 430, 430, 241]);
  });
});

describe('what a link will be taken for', () => {
  it.each([30, 75, 120])(
    'is made ready before it is: nothing is left to make where it answers in %d ms',
    (latencyMs) => {
      const answered = steady(3e6).map((sample) => ({ ...sample, firstByteMs: sample.startMs + latencyMs }));
      const at = { currentId: '480p', bufferSec: 12, awaitedSec: null };
      const planner = new Planner();
      decide(input({ ...at, samples: answered.slice(0, 3) }), planner);
      while (!planner.isReady) planner.prepare();
      decide(input({ ...at, samples: answered.slice(0, 4) }), planner);
      expect(planner.isReady).toBe(true);
    },
  );
});

describe('later decisions', () => {
  it('rise at once where the next segment fits into the buffer, and else wait for it to fill', () => {
    const samples = steady(10e6);
    expect(choose({ samples, currentId: '240p', bufferSec: 8 })).toBe('1080p');
    expect(choose({ samples, currentId: '240p', bufferSec: 0.1 })).toBe('240p');
  });

  it('save for what may come where answers come late, as on a train: not on a line that is as fast', () => {
    const varying = (latencyMs: number): readonly TransferSample[] => {
      let startMs = 0;
      return Array.from({ length: 20 }, (_, index) => {
        const endMs = startMs + latencyMs + (index % 2 === 0 ? 3300 : 4900);
        const whole = segment(startMs, endMs - startMs, 0);
        startMs = endMs;
        return { ...whole, bytes: 500_000, firstByteMs: whole.startMs + latencyMs };
      });
    };
    const at = { currentId: '480p', bufferSec: 20, remainingSec: 300 };
    expect(choose({ ...at, samples: varying(30) })).toBe('480p');
    expect(choose({ ...at, samples: varying(120) })).toBe('360p');
  });

  it('keep the picture over a deficit while the buffer bears it, not while it is low', () => {
    const dip = { samples: steady(2.6e6), currentId: '720p' };
    expect(choose({ ...dip, bufferSec: 28 })).toBe('720p');
    expect(choose({ ...dip, bufferSec: 2 })).not.toBe('720p');
    expect(choose({ samples: steady(0.9e6), currentId: '720p', bufferSec: 2 })).toBe('240p');
  });

  it('spend the buffer where the title ends', () => {
    const late = { samples: steady(2e6), currentId: '480p', bufferSec: 24 };
    expect(choose(late)).toBe('480p');
    expect(['720p', '1080p']).toContain(choose({ ...late, remainingSec: 4 }));
  });

  it('are more careful on a link that swings', () => {
    const swinging = Array.from({ length: 12 }, (_, index) =>
      segment(index * 4000, 2000, 5.5e6 * (index % 2 === 0 ? 2.2 : 1 / 2.2)),
    );
    const at = { currentId: '480p', bufferSec: 5 };
    expect(choose({ ...at, samples: steady(5.5e6) })).toBe('720p');
    expect(choose({ ...at, samples: swinging })).toBe('480p');
  });

  it('are not blinded by the gigabits that a cache gave before', () => {
    const cache = [2e9, 3e8, 5e9, 1e8, 4e9, 6e8].map((bps, index) => segment(index * 4000, 100, bps));
    const samples = [...cache, segment(24_000, 3000, 600_000)];
    const decision = decide(input({ samples, currentId: '1080p', bufferSec: 3 }), new Planner());
    expect(decision.renditionId).toBe('240p');
    expect(decision.reason).not.toMatch(/^keep/);
  });

  it('leave room for the audio, for faster playback and for a large next segment', () => {
    const rich = { samples: steady(3.6e6), currentId: '480p', bufferSec: 20 };
    expect(choose(rich)).toBe('720p');
    expect(choose({ ...rich, audioBps: 1_500_000 })).toBe('480p');
    expect(choose({ ...rich, playbackRate: 2 })).toBe('480p');
    const renditions = LADDER.map((one) =>
      one.id === '720p' ? { ...one, nextSegmentBytes: 6_000_000 } : one,
    );
    expect(choose({ ...rich, renditions })).toBe('480p');
  });

  it('say what they rest on', () => {
    expect(
      decide(input({ samples: steady(3.6e6), currentId: '480p', bufferSec: 20 }), new Planner()).reason,
    ).toBe('up: 720p at 2.80 Mbit/s; 3.60 Mbit/s ± 6 % measured, 20.0 s buffered');
    expect(
      decide(input({ samples: steady(0.7e6), currentId: '720p', bufferSec: 1 }), new Planner()).reason,
    ).toMatch(/^down, \d+ % risk of a stall: 240p/);
  });
});

describe('the viewport', () => {
  const rich = { samples: measured(50e6), currentId: '1080p', bufferSec: 20 };

  it('caps at the lowest rendition that fills it', () => {
    expect(choose({ ...rich, viewport: { width: 1280, height: 720 } })).toBe('720p');
    expect(choose({ ...rich, viewport: { width: 1000, height: 562 } })).toBe('720p');
    expect(choose({ ...rich, viewport: { width: 854, height: 2000 } })).toBe('720p');
    expect(choose({ ...rich, viewport: { width: 3840, height: 2160 } })).toBe('1080p');
    expect(decide(input({ ...rich, viewport: { width: 320, height: 180 } }), new Planner()).reason).toBe(
      'change, enough for the viewport: 240p at 0.40 Mbit/s; 50.00 Mbit/s ± 49 % measured, 20.0 s buffered',
    );
  });

  it('is ignored where it has no size, and by renditions without one', () => {
    expect(choose({ ...rich, viewport: { width: 0, height: 0 } })).toBe('1080p');
    const audio = LADDER.map((one) => ({ ...one, width: null, height: null }));
    expect(choose({ ...rich, renditions: audio, viewport: { width: 320, height: 180 } })).toBe('1080p');
  });
});

describe('a limit that the input brings', () => {
  const rich = { samples: measured(50e6), currentId: '1080p', bufferSec: 20, limit: 'to save data' };

  it('is told where it binds', () => {
    expect(decide(input(rich), new Planner()).reason).toMatch(/^keep, to save data: 1080p /);
    expect(decide(input({ ...rich, viewport: { width: 320, height: 180 } }), new Planner()).reason).toMatch(
      /^change, enough for the viewport: 240p /,
    );
    expect(
      decide(input({ ...rich, samples: measured(500_000), bufferSec: 1 }), new Planner()).reason,
    ).not.toContain('to save');
  });
});

/** Plays 2 s segments over a link of the given rate; 50 ms of latency, 30 s of buffer at most. */
function simulate(bpsAt: (sec: number) => number, count: number): { stallSec: number; ids: string[] } {
  const durationSec = 2;
  let [nowSec, bufferSec, stallSec] = [0, 0, 0];
  let currentId: string | null = null;
  const ids: string[] = [];
  const samples: TransferSample[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = { currentId, bufferSec, samples: samples.slice(-60), segmentDurationSec: durationSec };
    currentId = choose(at);
    const startSec = nowSec;
    let left = LADDER.find(({ id }) => id === currentId)!.bandwidthBps * durationSec;
    const bytes = left / 8;
    nowSec += 0.05;
    for (; left > 0; nowSec += 0.01) left -= bpsAt(nowSec) * 0.01;
    const tookSec = nowSec - startSec;
    samples.push({ ...segment(startSec * 1000, tookSec * 1000, 1), bytes });
    if (i > 0) stallSec += Math.max(0, tookSec - bufferSec);
    bufferSec = Math.max(0, bufferSec - tookSec) + durationSec;
    const idleSec = Math.max(0, bufferSec - 28);
    nowSec += idleSec;
    bufferSec -= idleSec;
    ids.push(currentId);
  }
  return { stallSec, ids };
}
const switchesOf = (ids: readonly string[]): number =>
  ids.filter((id, i) => i > 0 && id !== ids[i - 1]).length;

describe('a playback', () => {
  it.each([
    [0.7e6, '240p'],
    [2e6, '480p'],
    [3.6e6, '720p'],
    [8e6, '1080p'],
    [100e6, '1080p'],
  ])(
    'at a constant %d bit/s keeps to %s, and spends a full buffer on the next, without a stall',
    (bps, kept) => {
      const { stallSec, ids } = simulate(() => bps, 200);
      const rung = LADDER.findIndex(({ id }) => id === kept);
      const fair = [kept, LADDER[rung + 1]?.id];
      expect(stallSec).toBe(0);
      expect(ids.slice(10).filter((id) => !fair.includes(id))).toEqual([]);
      expect(switchesOf(ids)).toBeLessThanOrEqual(200 / 15); // less than two a minute
    },
  );

  it('survives a fall from 8 to 1 Mbit/s and recovers', () => {
    const { stallSec, ids } = simulate((sec) => (sec > 60 && sec < 120 ? 1e6 : 8e6), 120);
    expect(stallSec).toBe(0);
    expect(ids).toContain('480p'); // the buffer bears that for the minute
    expect(ids.at(-1)).toBe('1080p');
    expect(switchesOf(ids)).toBeLessThanOrEqual(10);
  });

  it('rides out a network that swings around a rung', () => {
    const { stallSec, ids } = simulate((sec) => (Math.floor(sec / 3) % 2 === 0 ? 2e6 : 4.5e6), 120);
    expect(stallSec).toBe(0);
    expect(switchesOf(ids)).toBeLessThanOrEqual(8);
  });
});

describe('a viewer who seeks', () => {
  it('gets more of the buffer spent on the picture, never less (grid)', () => {
    const rungOf = (over: Partial<AbrInput>): number => LADDER.findIndex(({ id }) => id === choose(over));
    const awaitedAtMs = [0, 80_000, 160_000, 240_000];
    let [higher, lower] = [0, 0];
    for (const bps of [0.7e6, 1e6, 1.7e6, 2.4e6, 4e6])
      for (const bufferSec of [4, 8, 12, 16, 20, 24]) {
        const at = { samples: steady(bps), currentId: '480p', bufferSec, awaitedSec: null, atMs: 300_000 };
        const more = rungOf({ ...at, awaitedAtMs }) - rungOf({ ...at, awaitedAtMs: [0] });
        if (more > 0) higher += 1;
        if (more < 0) lower += 1;
      }
    expect(lower).toBe(0);
    expect(higher).toBeGreaterThan(2);
  });
});

describe('variants whose rates hold the sound (HLS)', () => {
  const SOUND_BPS = 100_000;
  const PICTURES = [184_440, 353_500, 684_160, 1_334_362, 2_567_524];
  const ladder = (besideBps: number): AbrInput['renditions'] =>
    PICTURES.map((bps, rung) => ({ ...LADDER[rung]!, bandwidthBps: bps + besideBps }));
  /** Segments of 4 s of 480p and their sound, over a link of 2.4 Mbit/s. */
  const samples = Array.from({ length: 4 }, (_, index) => {
    const base = { ...segment(index * 2000, 1310, 0), mediaSec: 4 };
    return [
      { ...base, trackKind: 'audio' as const, renditionId: 'en', endMs: base.startMs + 330, bytes: 50_000 },
      { ...base, renditionId: '480p', bytes: 342_000 },
    ];
  }).flat();
  const at = { samples, currentId: '480p', awaitedSec: null, remainingSec: 40 };

  it('are chosen as the same pictures in DASH are', () => {
    const chosen = [4, 6, 8, 10, 12, 14, 16].map((bufferSec) => [
      choose({ ...at, bufferSec, renditions: ladder(SOUND_BPS) }),
      choose({ ...at, bufferSec, renditions: ladder(0), audioBps: SOUND_BPS }),
    ]);
    for (const [inHls, inDash] of chosen) expect(inHls).toBe(inDash);
    expect(new Set(chosen.flat()).size).toBeGreaterThan(1);
  });
});
