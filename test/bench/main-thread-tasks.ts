/** One task of the main thread, milliseconds on the trace's clock. */
export interface Task {
  readonly startMs: number;
  readonly durationMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly data?: { readonly startTime?: number } };
}

/** What Chromium calls one turn of a thread's loop. */
const TASK = 'RunTask';
const TASK_OF_TOPLEVEL = 'ThreadControllerImpl::RunTask';

/**
 * The tasks of the thread on which the page set the mark `originMark`, which is the page's main one, and when that
 * page's navigation began: the mark's own time, as it is set at `startTime` 0.
 *
 * @param trace what Chromium's tracing wrote, JSON
 */
export function mainThreadTasks(
  trace: Buffer,
  originMark: string,
): { readonly tasks: readonly Task[]; readonly navigationMs: number } {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.find(({ name }) => name === originMark);
  if (!mark) throw new Error(`the trace holds no mark ${originMark}`);
  const onMain = traceEvents.filter(({ pid, tid, ph }) => pid === mark.pid && tid === mark.tid && ph === 'X');
  const named = (wanted: string): readonly TraceEvent[] => onMain.filter(({ name }) => name === wanted);
  const events = named(TASK).length > 0 ? named(TASK) : named(TASK_OF_TOPLEVEL);
  if (events.length === 0) throw new Error('the trace holds no tasks of the main thread');
  return {
    tasks: events.map(({ ts, dur = 0 }) => ({ startMs: ts / 1000, durationMs: dur / 1000 })),
    navigationMs: mark.ts / 1000,
  };
}
