import { describe, expect, it } from 'vitest';
import { createDashTitle, createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { MseHarness } from './mse-harness.ts';

const SEGMENT_SEC = 2;

/** English (a1) and French (f1) audio beside one video, in periods of so many segments. */
function createBilingualTitle(periodCounts: readonly number[]): ToyTitle {
  const count = periodCounts.reduce((sum, one) => sum + one, 0);
  const { files, ...title } = createDashTitle({ segmentCount: count });
  const all = new Map(files);
  for (const [path, bytes] of files) if (path.startsWith('a1/')) all.set(path.replace('a1', 'f1'), bytes);
  let first = 1;
  const periods = periodCounts.map((length, index) => {
    const template =
      `<SegmentTemplate timescale="1" duration="${SEGMENT_SEC}" startNumber="${first}"` +
      ` presentationTimeOffset="${(first - 1) * SEGMENT_SEC}"` +
      ' initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>';
    const set = (kind: string, codecs: string, lang: string, id: string): string =>
      `<AdaptationSet contentType="${kind}" mimeType="${kind}/mp4" codecs="${codecs}" ${lang}>${template}` +
      `<Representation id="${id}" bandwidth="100000"/></AdaptationSet>`;
    first += length;
    return (
      `<Period id="p${index}" duration="PT${length * SEGMENT_SEC}S">` +
      set('video', 'avc1.64001E', '', 'v1') +
      set('audio', 'mp4a.40.2', 'lang="en"', 'a1') +
      set('audio', 'mp4a.40.2', 'lang="fr"', 'f1') +
      '</Period>'
    );
  });
  const mpd = `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
 mediaPresentationDuration="PT${count * SEGMENT_SEC}S">${periods.join('')}</MPD>`;
  return { ...title, files: all.set('manifest.mpd', new TextEncoder().encode(mpd)) };
}

class Bilingual extends MseHarness {
  /** Plays until the playhead is behind `timeSec` and nothing is being fetched. */
  async playTo(timeSec: number): Promise<void> {
    if (this.paths.length === 0) void this.load();
    await this.runUntil(() => this.element.readyState >= 3);
    await this.element.play();
    await this.runUntil(() => this.element.currentTime > timeSec && this.server.activeCount === 0);
  }

  choose(language: string): void {
    const tracks = this.ofType('tracks').at(-1)?.tracks ?? [];
    const track = tracks.find((one) => one.kind === 'audio' && one.language === language);
    this.engine.selectTrack(track?.id ?? '');
  }

  /** Numbers of the segments asked for since a count of requests. */
  fetched(id: string, since = 0): readonly number[] {
    return this.pathsSince(since)
      .filter((path) => path.startsWith(`${id}/`) && path.endsWith('.m4s'))
      .map((path) => parseInt(path.split('/')[1] ?? ''));
  }
}

/** Whole numbers from `first` to `last`. */
const span = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The same in HLS, where each language has a playlist of its own. */
function createBilingualHls(): ToyTitle {
  const { files, ...title } = createHlsTitle({ segmentCount: 20 });
  const all = new Map(files);
  for (const [path, bytes] of files) {
    if (path.startsWith('a1/')) all.set(path.replace('a1', 'f1'), bytes);
    if (path === 'a1.m3u8') all.set('f1.m3u8', rewrite(bytes, 'a1/', 'f1/'));
  }
  const master = files.get('master.m3u8') ?? new Uint8Array();
  const french =
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="French",LANGUAGE="fr",URI="f1.m3u8"\n#EXT-X-STREAM-INF';
  return { ...title, files: all.set('master.m3u8', rewrite(master, '#EXT-X-STREAM-INF', french, 1)) };
}

function rewrite(bytes: Uint8Array, from: string, to: string, limit = Infinity): Uint8Array {
  const parts = new TextDecoder().decode(bytes).split(from);
  const text = parts.reduce((done, part, place) => done + (place <= limit ? to : from) + part);
  return new TextEncoder().encode(text);
}

describe('another language', () => {
  it('that is chosen when the tracks are first told is all that is heard', async () => {
    const harness: Bilingual = new Bilingual(createBilingualHls(), {
      onEvent: ({ type }) => {
        if (type === 'tracks') harness.choose('fr');
      },
    });
    await harness.playTo(3);
    expect(harness.fetched('a1')).toEqual([]);
    expect(harness.fetched('f1').slice(0, 2)).toEqual([1, 2]);
  });

  it('that is broken is left for another one, and nothing of it is told later', async () => {
    const harness = new Bilingual(createBilingualTitle([60]), {
      answer: (path) => (path.startsWith('f1/') ? { status: 404 } : undefined),
    });
    await harness.playTo(5);
    harness.choose('fr');
    await harness.run(3000);
    harness.choose('en');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.element.currentTime).toBe(120);
  });

  it('takes the place of what is a second ahead and of all behind it, the segment at the playhead with it if need be', async () => {
    const harness = new Bilingual(createBilingualTitle([40]));
    await harness.playTo(10);
    const count = harness.paths.length;
    harness.choose('fr');
    await harness.run(4000);
    const french = harness.fetched('f1');
    expect(french).toEqual(span(6, french.at(-1) ?? 0));
    expect(harness.fetched('a1', count)).toEqual([]);
    expect(harness.buffer('audio').log.filter((entry) => entry.startsWith('remove'))).toEqual([]);
  });

  it('leaves no hole where it cuts off the segment that the playhead needs next', async () => {
    const harness = new Bilingual(createBilingualTitle([40]), { headAfterMs: 600 });
    await harness.playTo(1);
    harness.element.currentTime = 44.9; // not buffered: [44, 46] is on its way when French is chosen
    await harness.run(100);
    harness.choose('fr');
    await harness.run(6000);
    expect(harness.fetched('f1').slice(0, 2)).toEqual([23, 24]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.element.currentTime).toBeGreaterThan(48);
  });

  it('goes on taking it when a seek stays inside of the buffer', async () => {
    const harness = new Bilingual(createBilingualTitle([40]));
    await harness.playTo(10);
    harness.choose('fr');
    await harness.run(150);
    harness.element.currentTime += 2;
    await harness.run(20_000);
    const french = harness.fetched('f1');
    expect(french.length).toBeGreaterThan(14);
    expect([...new Set(french)]).toEqual(span(6, french.at(-1) ?? 0));
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('is what a seek ahead hears, before what lies there has been replaced', async () => {
    const harness = new Bilingual(createBilingualTitle([40]), { chunkEveryMs: 200 });
    await harness.playTo(10);
    harness.choose('fr');
    await harness.clock.flush();
    const count = harness.paths.length;
    harness.element.currentTime = 31;
    await harness.run(200);
    expect(harness.buffer('audio').ranges).toEqual([]); // the English that lay there is gone
    await harness.run(6000);
    expect(harness.fetched('f1', count).slice(0, 3)).toEqual([16, 17, 18]);
    expect(harness.element.currentTime).toBeGreaterThan(33);
  });

  it('is what a seek back hears', async () => {
    const harness = new Bilingual(createBilingualTitle([40]));
    await harness.playTo(10);
    harness.choose('fr');
    await harness.playTo(18);
    const count = harness.paths.length;
    harness.element.currentTime = 5;
    await harness.run(8000);
    // The rest is in the buffer already; the segments before the choice are not.
    expect(harness.fetched('f1', count).filter((number) => number < 24)).toEqual([3, 4, 5]);
    expect(harness.fetched('v1', count).filter((number) => number < 12)).toEqual([]);
    expect(harness.element.currentTime).toBeGreaterThan(11);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('takes the place of what an earlier seek has left further on', async () => {
    const harness = new Bilingual(createBilingualTitle([40]));
    await harness.playTo(1);
    harness.element.currentTime = 40;
    await harness.playTo(44);
    harness.element.currentTime = 8;
    await harness.run(500);
    harness.choose('fr');
    await harness.playTo(30);
    const french = harness.fetched('f1');
    expect(french).toEqual(span(french[0] ?? 0, french.at(-1) ?? 0));
    expect(french.at(-1)).toBeGreaterThan(24);
  });

  it('is fetched for the rest of the period when fetching is in the next one already', async () => {
    const harness = new Bilingual(createBilingualTitle([10, 30]));
    await harness.playTo(6);
    expect(harness.fetched('a1').at(-1)).toBeGreaterThan(12);
    harness.choose('fr');
    await harness.playTo(24);
    const french = harness.fetched('f1');
    expect(french).toEqual(span(4, french.at(-1) ?? 0));
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('and back again costs what lies ahead once more, and nothing else', async () => {
    const harness = new Bilingual(createBilingualTitle([20]));
    await harness.playTo(10);
    harness.choose('fr');
    await harness.playTo(14);
    const count = harness.paths.length;
    harness.choose('en');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.fetched('a1', count)).toEqual(span(8, 20));
    expect(harness.fetched('v1')).toEqual(span(1, 20));
    expect(harness.element.currentTime).toBe(40);
  });
});
