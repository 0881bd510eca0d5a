import { expect, it, vi } from 'vitest';
import { createBrowserClock } from './browser-clock.ts';
import { createConsoleLogger } from './console-logger.ts';

it('writes what is grave enough, with its data', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const info = vi.spyOn(console, 'info').mockReturnValue();
  const log = createConsoleLogger();
  log('info', 'quiet');
  log('warn', 'loud', { a: 1 });
  log('warn', 'bare');
  expect(info).not.toHaveBeenCalled();
  expect(warn.mock.calls).toEqual([['[kinora] loud', { a: 1 }], ['[kinora] bare']]);
});

it('has a clock that runs and whose timers can be cancelled', async () => {
  const clock = createBrowserClock();
  const startMs = clock.nowMs();
  const cancelled = vi.fn();
  clock.setTimer(cancelled, 1)();
  await new Promise<void>((resolve) => clock.setTimer(resolve, 10));
  expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(9);
  expect(Math.abs(clock.epochMs() - Date.now())).toBeLessThan(1000);
  expect(cancelled).not.toHaveBeenCalled();
});
