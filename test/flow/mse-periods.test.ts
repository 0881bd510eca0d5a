import { describe, expect, it } from 'vitest';
import { createDashTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { MseHarness, play } from './mse-harness.ts';

interface PeriodShape {
  readonly videoCodec: string;
  readonly hasAudio: boolean;
}

/** Two periods of 10 s each, out of the ten segments of the toy title. */
function createTwoPeriods(first: PeriodShape, second: PeriodShape): ToyTitle {
  const title = createDashTitle();
  const period = ({ videoCodec, hasAudio }: PeriodShape, index: number): string => {
    const template =
      `<SegmentTemplate timescale="1000" duration="2000" startNumber="${1 + index * 5}"` +
      ` presentationTimeOffset="${index * 10_000}"` +
      ' initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>';
    const set = (kind: string, codecs: string, id: string): string =>
      `<AdaptationSet contentType="${kind}" mimeType="${kind}/mp4" codecs="${codecs}">${template}` +
      `<Representation id="${id}" bandwidth="300000"/></AdaptationSet>`;
    const audio = hasAudio ? set('audio', 'mp4a.40.2', 'a1') : '';
    return `<Period id="p${index}" duration="PT10S">${set('video', videoCodec, 'v1')}${audio}</Period>`;
  };
  const mpd = `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT20S">
${period(first, 0)}${period(second, 1)}</MPD>`;
  return { ...title, files: new Map(title.files).set('manifest.mpd', new TextEncoder().encode(mpd)) };
}

async function playThrough(title: ToyTitle): Promise<MseHarness> {
  const harness = new MseHarness(title);
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  await harness.runUntil(() => harness.element.ended);
  expect(harness.element.currentTime).toBe(20);
  expect(harness.ofType('failed')).toEqual([]);
  expect(harness.ofType('gap-jumped')).toEqual([]);
  const numbers = harness.paths.filter((path) => /^v1\/\d/.test(path)).map((path) => parseInt(path.slice(3)));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  return harness;
}

const avc = { videoCodec: 'avc1.64001E', hasAudio: true };

describe('two periods', () => {
  it('of one shape are played through in one buffer', async () => {
    const harness = await playThrough(createTwoPeriods(avc, avc));
    expect(harness.mse.sources).toHaveLength(1);
    expect(harness.buffer('video').log.filter((entry) => entry.startsWith('type'))).toEqual([]);
    // Once at the start, and when the playhead enters the second.
    expect(harness.ofType('tracks').length).toBeGreaterThanOrEqual(2);
  });

  it('of different codecs change the type of the buffer', async () => {
    const harness = await playThrough(
      createTwoPeriods(avc, { videoCodec: 'hvc1.1.6.L93.B0', hasAudio: true }),
    );
    expect(harness.mse.sources).toHaveLength(1);
    const { log } = harness.buffer('video');
    const at = log.findIndex((entry) => entry.startsWith('type'));
    expect(log[at]).toBe('type video/mp4; codecs="hvc1.1.6.L93.B0"');
    // The init segment follows the change of type, before any media.
    expect(log.slice(at + 1).find((entry) => !entry.startsWith('offset'))).toBe('init');
  });

  it('of different kinds: a seek just before the boundary shows what it waited for', async () => {
    const title = createTwoPeriods(avc, { ...avc, hasAudio: false });
    const harness = await play(title, {
      buffer: { aheadSec: 4 },
      mse: { seekNeedsSec: 0.5, seekTakesMs: 100 },
      answer: (path) => {
        const bytes = path.endsWith('/5.m4s') ? title.files.get(path) : undefined;
        return bytes && { headAfterMs: 3000, chunks: [bytes] };
      },
    });
    harness.element.currentTime = 9.2;
    await harness.runUntil(() => !harness.element.seeking);
    expect(harness.element.currentTime).toBeLessThan(9.5);
    await harness.runUntil(() => harness.element.ended);
    expect(harness.mse.sources).toHaveLength(2);
  });

  it('of different kinds of media are played through a new buffer, from the boundary on', async () => {
    const harness = await playThrough(createTwoPeriods(avc, { ...avc, hasAudio: false }));
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.mse.current?.buffers.map(({ mimeType }) => mimeType)).toEqual([
      'video/mp4; codecs="avc1.64001E"',
    ]);
    expect(harness.buffer('video').ranges[0]?.startSec).toBe(10);
  });
});
