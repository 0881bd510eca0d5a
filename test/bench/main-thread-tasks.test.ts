import { expect, it } from 'vitest';
import { mainThreadTasks } from './main-thread-tasks.ts';

const MARK = { name: 'origin', ph: 'I', pid: 7, tid: 1, ts: 5_000_000 };
const trace = (...traceEvents: readonly object[]): Buffer => Buffer.from(JSON.stringify({ traceEvents }));
const task = (ts: number, dur: number, over: object = {}): object => ({
  ...{ name: 'RunTask', ph: 'X', pid: 7, tid: 1, ts, dur },
  ...over,
});

it('takes the tasks of the thread that set the mark, and no other', () => {
  const read = mainThreadTasks(
    trace(
      task(5_001_000, 2_500, { tdur: 2_000 }),
      task(5_001_500, 300, { name: 'Layout' }),
      MARK,
      task(5_002_000, 9_000, { tid: 2 }),
      task(5_010_000, 500, { pid: 8 }),
    ),
    'origin',
  );
  expect(read).toEqual({
    tasks: [{ startMs: 5001, durationMs: 2.5, cpuMs: 2 }],
    layouts: [{ startMs: 5001.5, durationMs: 0.3, cpuMs: 0.3 }],
    navigationMs: 5000,
  });
});

it('refuses a trace without the mark, or without tasks', () => {
  expect(() => mainThreadTasks(trace(task(1, 1)), 'origin')).toThrow('no mark origin');
  expect(() => mainThreadTasks(trace(MARK), 'origin')).toThrow('no tasks');
});
