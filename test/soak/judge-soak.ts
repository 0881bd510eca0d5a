/** What became of one title: `loaded` in vain is `refused`. */
export type VisitEnd = 'moves-on' | 'ended' | 'refused' | 'failed' | 'hangs';

/** One title, from its load to the next one's. */
export interface Visit {
  readonly title: string;
  readonly end: VisitEnd;
  /** Whether the server was at fault. */
  readonly hadFaults: boolean;
  /** Codes of the errors that ended it, one at the most where all is well. */
  readonly errors: readonly string[];
  /** What was seen of a visit that hangs. */
  readonly detail: string;
  readonly warningCount: number;
  readonly stallCount: number;
  readonly stalledSec: number;
  readonly playedSec: number;
}

/** All titles once, and what the page holds behind them, with nothing loaded. */
export interface Lap {
  readonly visits: readonly Visit[];
  /** Errors that nobody caught. */
  readonly pageErrors: readonly string[];
  /** Listeners, timers, object URLs, buffers and requests that are still there, by name. */
  readonly held: readonly string[];
  /** Of the JS heap, alive: machine code, which grows until all has run, and all else, which only a leak grows. */
  readonly machineCodeBytes: number;
  readonly otherBytes: number;
}

/** A server that is at fault may end a title, with an error that names it. */
const BLAMES_SERVER = /^(network-|segment-invalid|manifest-malformed|manifest-empty)/;
/** So many titles fill caches, bring every engine's code, and have it compiled: only behind them a leak can be told. */
const WARM_VISITS = 100;
/**
 * A load that is not let go holds its manifest and its listeners, some 50 kB. So much in all is noise, over thirty titles and more; and so much a
 * title may be what each of many kinds still brings for the first time: a leak in one title of thirty is three times that.
 */
const NOISE_BYTES = 60_000;
const LEAST_VISITS = 30;
const LEAST_LEAK_BYTES = 500;

/** What a soak has shown to be wrong, in words; nothing where all is well. */
export function judgeSoak(laps: readonly Lap[]): readonly string[] {
  const wrong = laps.flatMap(({ visits, pageErrors, held }, index) => {
    const lap = `lap ${index + 1}`;
    return [
      ...visits.flatMap(judgeVisit).map((text) => `${lap}: ${text}`),
      ...pageErrors.map((error) => `${lap}: uncaught: ${error}`),
      ...(held.length > 0 ? [`${lap}: held with nothing loaded: ${held.join(', ')}`] : []),
    ];
  });
  const visits = laps.flatMap((lap) => lap.visits);
  const playedOn = visits.filter(({ end }) => end === 'moves-on' || end === 'ended');
  if (playedOn.length * 2 < visits.length)
    wrong.push(`of ${visits.length} loads only ${playedOn.length} played on: nothing was soaked`);
  const leak = leakBehindWarm(laps);
  if (leak && leak.bytes > Math.max(NOISE_BYTES, LEAST_LEAK_BYTES * leak.visitCount))
    wrong.push(
      `the heap grows by ${(leak.bytes / leak.visitCount / 1000).toFixed(1)} kB a load, machine code left out`,
    );
  return wrong;
}

function judgeVisit({ title, end, errors, detail, hadFaults }: Visit): readonly string[] {
  const isFailure = end === 'failed' || end === 'refused';
  const unexplained = hadFaults ? errors.filter((code) => !BLAMES_SERVER.test(code)) : errors;
  const wrong = unexplained.map((code) => `${title}: ended by ${code}`);
  if (end === 'hangs') wrong.push(`${title}: stands still with no fault left: ${detail}`);
  if (isFailure !== (errors.length === 1)) wrong.push(`${title}: ${end}, with ${errors.length} errors told`);
  return wrong;
}

/** What the heap grew by per title, bytes, once it is warm; null: too few titles to tell. */
export function leakPerVisit(laps: readonly Lap[]): number | null {
  const leak = leakBehindWarm(laps);
  return leak && leak.bytes / leak.visitCount;
}

function leakBehindWarm(
  laps: readonly Lap[],
): { readonly bytes: number; readonly visitCount: number } | null {
  let visited = 0;
  const [first, ...later] = laps.filter(({ visits }) => (visited += visits.length) >= WARM_VISITS);
  const last = later.at(-1);
  const visitCount = later.reduce((sum, { visits }) => sum + visits.length, 0);
  if (!first || !last || visitCount < LEAST_VISITS) return null;
  return { bytes: last.otherBytes - first.otherBytes, visitCount };
}
