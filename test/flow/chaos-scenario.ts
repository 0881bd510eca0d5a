import fc from 'fast-check';
import type { FakeAnswer } from '../fixtures/fake-transport.ts';
import { createDashTitle, createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';

/** How a server may answer in place of the bytes that it has. */
const FAULTS = {
  missing: () => ({ status: 404 }),
  overloaded: () => ({ status: 503 }),
  unreachable: () => ({ then: 'break-before-head' }),
  silent: () => ({ then: 'hang' }),
  short: (bytes) => ({ chunks: [bytes.slice(0, bytes.length / 2)] }),
  broken: (bytes) => ({ chunks: [bytes.slice(0, bytes.length / 2)], then: 'break' }),
  garbage: () => ({ chunks: [new Uint8Array(200).fill(60)] }),
  empty: () => ({ chunks: [] }),
  slow: (bytes) => ({
    headAfterMs: 1500,
    chunkEveryMs: 700,
    chunks: [bytes.slice(0, 100), bytes.slice(100)],
  }),
} satisfies Readonly<Record<string, (bytes: Uint8Array) => FakeAnswer>>;
export type FaultName = keyof typeof FAULTS;
const PASSING: readonly FaultName[] = ['overloaded', 'unreachable', 'silent', 'broken', 'slow'];

/** For some time, every so many-th request for paths that begin so is answered so. */
export interface FaultWindow {
  readonly fault: FaultName;
  readonly fromMs: number;
  readonly forMs: number;
  readonly of: string;
  readonly every: number;
}

const ACTIONS = [
  'seek',
  'seekToEnd',
  'pause',
  'play',
  'fast',
  'still',
  'pin',
  'auto',
  'french',
  'decoder',
  'evict',
] as const;

/** What the viewer, the app, the decoder or the browser's memory does. `value` from 0 to 1 says where to, or which. */
export interface Action {
  readonly atMs: number;
  readonly what: (typeof ACTIONS)[number];
  readonly value: number;
}

export interface PeriodShape {
  readonly segmentCount: number;
  /** Between it and the period before it. */
  readonly holeSec: number;
  readonly kinds: 'both' | 'video' | 'audio';
  readonly videoCodec: string;
}

/** `EXT-X-GAP` for so many segments of the playlists whose names begin so. */
export interface Gap {
  readonly first: number;
  readonly count: number;
  readonly of: string;
}

export interface Scenario {
  readonly segmentSec: number;
  /** What the browser wants ahead of a seek's target before it shows anything. */
  readonly seekNeedsSec: number;
  /** Of each period in DASH; in HLS the title is of one. */
  readonly shape:
    | { readonly protocol: 'dash'; readonly periods: readonly PeriodShape[] }
    | {
        readonly protocol: 'hls';
        readonly segmentCount: number;
        readonly audioExtra: number;
        readonly gap: Gap | null;
      };
  readonly windows: readonly FaultWindow[];
  readonly actions: readonly Action[];
}

const timeMs = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const pathPrefix = fc.constantFrom('v1', 'v2', 'v3', 'a1', 'f1', 'v', 'a', '');

const actionOf = (...what: readonly Action['what'][]): fc.Arbitrary<Action> =>
  fc.record({
    atMs: timeMs(0, 60_000),
    what: fc.constantFrom(...what),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
  });

const period: fc.Arbitrary<PeriodShape> = fc.record({
  segmentCount: fc.integer({ min: 1, max: 12 }),
  holeSec: fc.constantFrom(0, 0, 3, 40, 70),
  kinds: fc.constantFrom('both', 'both', 'both', 'video', 'audio'),
  videoCodec: fc.constantFrom('avc1.64001E', 'avc1.64001E', 'hvc1.1.6.L93.B0'),
});

const gap: fc.Arbitrary<Gap> = fc.record({
  first: fc.integer({ min: 1, max: 40 }),
  count: fc.integer({ min: 1, max: 30 }),
  of: fc.constantFrom('v', 'a', '', 'v2'),
});

/** Anything at all. */
export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  segmentSec: fc.constantFrom(1, 2, 4, 6),
  seekNeedsSec: fc.constantFrom(0, 0.5),
  shape: fc.oneof(
    fc.record({
      protocol: fc.constant('dash' as const),
      periods: fc.array(period, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({
      protocol: fc.constant('hls' as const),
      segmentCount: fc.integer({ min: 3, max: 60 }),
      audioExtra: fc.integer({ min: -2, max: 8 }),
      gap: fc.option(gap),
    }),
  ),
  windows: fc.array(
    fc.record({
      fault: fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])),
      fromMs: timeMs(0, 60_000),
      forMs: timeMs(100, 30_000),
      of: pathPrefix,
      every: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 4 },
  ),
  actions: fc.array(actionOf(...ACTIONS), { maxLength: 8 }),
});

/** What passes within five seconds, once there is something in the buffer. */
export const passingScenario: fc.Arbitrary<Scenario> = fc.record({
  segmentSec: fc.constantFrom(2, 4, 6),
  seekNeedsSec: fc.constantFrom(0, 0.5),
  shape: fc.oneof(
    fc.record({
      protocol: fc.constant('dash' as const),
      periods: fc.array(fc.record({ ...whole(), segmentCount: fc.integer({ min: 10, max: 40 }) }), {
        minLength: 1,
        maxLength: 1,
      }),
    }),
    fc.record({
      protocol: fc.constant('hls' as const),
      segmentCount: fc.integer({ min: 10, max: 40 }),
      audioExtra: fc.constant(0),
      gap: fc.constant(null),
    }),
  ),
  windows: fc.array(
    fc.record({
      fault: fc.constantFrom(...PASSING),
      fromMs: timeMs(15_000, 60_000),
      forMs: timeMs(100, 5000),
      of: pathPrefix,
      every: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 3 },
  ),
  actions: fc.array(actionOf('pause', 'play', 'pin', 'auto', 'french'), { maxLength: 3 }),
});

/** A network that is well, and a browser that throws media out by itself. */
export const evictingScenario: fc.Arbitrary<Scenario> = fc
  .tuple(passingScenario, fc.array(actionOf('evict', 'evict', 'evict', 'seek', 'french'), { maxLength: 8 }))
  .map(([scenario, actions]) => ({ ...scenario, windows: [], actions }));

function whole() {
  return {
    holeSec: fc.constant(0),
    kinds: fc.constant('both' as const),
    videoCodec: fc.constant('avc1.64001E'),
  };
}

/** What the server says to a request at this time, where something is wrong. */
export function faultOf(
  windows: readonly FaultWindow[],
  path: string,
  bytes: Uint8Array,
  nowMs: number,
  count: number,
): FakeAnswer | undefined {
  const window = windows.find(
    ({ fromMs, forMs, of, every }) =>
      nowMs >= fromMs && nowMs < fromMs + forMs && path.startsWith(of) && count % every === 0,
  );
  return window && FAULTS[window.fault](bytes);
}

/** The title of a scenario, and how long it is. */
export function createTitle({ shape, segmentSec }: Scenario): { title: ToyTitle; durationSec: number } {
  if (shape.protocol === 'dash') return createPeriods(shape.periods, segmentSec);
  const audioCount = shape.segmentCount + shape.audioExtra;
  const title = createHlsTitle({ segmentCount: shape.segmentCount, segmentSec, audioCount });
  const durationSec = Math.max(audioCount, shape.segmentCount) * segmentSec;
  return { title: shape.gap ? withGap(title, shape.gap) : title, durationSec };
}

/** The title in HLS, where some playlists tell some segments to be absent. */
export function withGap(title: ToyTitle, { first, count, of }: Gap): ToyTitle {
  const files = new Map(title.files);
  for (const [path, bytes] of title.files) {
    if (!/^[va]\d\.m3u8$/.test(path) || !path.startsWith(of)) continue;
    const text = decode(bytes).replaceAll(/#EXTINF:\d+,\n..\/(\d+)\.m4s/g, (all, number) => {
      const isGap = Number(number) >= first && Number(number) < first + count;
      return isGap ? `#EXT-X-GAP\n${all}` : all;
    });
    files.set(path, encode(text));
  }
  return { ...title, files };
}

/** Periods of DASH with sound in English and French. */
export function createPeriods(
  periods: readonly PeriodShape[],
  segmentSec: number,
): { title: ToyTitle; durationSec: number } {
  const segmentCount = periods.reduce((sum, one) => sum + one.segmentCount, 0);
  const title = createDashTitle({ segmentCount, segmentSec });
  const files = new Map(title.files);
  for (const [path, bytes] of title.files)
    if (path.startsWith('a1/')) files.set(path.replace('a1', 'f1'), bytes);
  let first = 1;
  let startSec = 0;
  const elements = periods.map((one, place) => {
    if (place > 0) startSec += one.holeSec;
    const element = periodElement(one, place, { first, startSec, segmentSec });
    first += one.segmentCount;
    startSec += one.segmentCount * segmentSec;
    return element;
  });
  const mpd =
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"' +
    ` mediaPresentationDuration="PT${startSec}S">${elements.join('')}</MPD>`;
  return { title: { ...title, files: files.set('manifest.mpd', encode(mpd)) }, durationSec: startSec };
}

function periodElement(
  { kinds, videoCodec, segmentCount }: PeriodShape,
  place: number,
  { first, startSec, segmentSec }: { first: number; startSec: number; segmentSec: number },
): string {
  const template =
    `<SegmentTemplate timescale="1" duration="${segmentSec}" startNumber="${first}"` +
    ` presentationTimeOffset="${(first - 1) * segmentSec}"` +
    ' initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>';
  const set = (kind: string, codecs: string, language: string, ids: readonly string[]): string => {
    const renditions = ids.map(
      (id, rung) => `<Representation id="${id}" bandwidth="${(rung + 1) * 300_000}"/>`,
    );
    const attributes = `contentType="${kind}" mimeType="${kind}/mp4" codecs="${codecs}" lang="${language}"`;
    return `<AdaptationSet ${attributes}>${template}${renditions.join('')}</AdaptationSet>`;
  };
  const video = set('video', videoCodec, 'und', ['v1', 'v2', 'v3']);
  const audio = set('audio', 'mp4a.40.2', 'en', ['a1']) + set('audio', 'mp4a.40.2', 'fr', ['f1']);
  const sets = (kinds === 'audio' ? '' : video) + (kinds === 'video' ? '' : audio);
  return `<Period id="p${place}" start="PT${startSec}S" duration="PT${segmentCount * segmentSec}S">${sets}</Period>`;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
