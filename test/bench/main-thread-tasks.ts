/** One task of the main thread, milliseconds on the trace's clock. */
export interface Task {
  readonly startMs: number;
  readonly durationMs: number;
  /** Of it, what the thread ran and was not made to wait for a processor. */
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own clock, microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly startTime?: number } };
}

/** What to trace for that. */
export const TASK_CATEGORIES: readonly string[] = [
  'disabled-by-default-devtools.timeline',
  'devtools.timeline',
  'blink.user_timing',
];

/** What Chromium calls one turn of a thread's loop, with the microtasks behind it. */
const TASK = 'RunTask';
const LAYOUT = 'Layout';

/**
 * The tasks, and the layouts within them, of the thread on which the page set the mark `originMark`, which is the
 * page's main one, and when that page's navigation began: the mark's own time, as it is set at `startTime` 0.
 *
 * @param trace what Chromium's tracing wrote, JSON
 */
export function mainThreadTasks(
  trace: Buffer,
  originMark: string,
): { readonly tasks: readonly Task[]; readonly layouts: readonly Task[]; readonly navigationMs: number } {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.find(({ name }) => name === originMark);
  if (!mark) throw new Error(`the trace holds no mark ${originMark}`);
  const onMain = traceEvents.filter(({ pid, tid, ph }) => pid === mark.pid && tid === mark.tid && ph === 'X');
  const named = (wanted: string): readonly TraceEvent[] => onMain.filter(({ name }) => name === wanted);
  const events = named(TASK);
  if (events.length === 0) throw new Error('the trace holds no tasks of the main thread');
  return {
    tasks: events.map(toTask),
    layouts: named(LAYOUT).map(toTask),
    navigationMs: mark.ts / 1000,
  };
}

function toTask({ ts, dur = 0, tdur = dur }: TraceEvent): Task {
  return { startMs: ts / 1000, durationMs: dur / 1000, cpuMs: tdur / 1000 };
}
