import type { Logger, LogLevel } from '../core/logger.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Writes to the console what is at least as grave as `threshold` (default `warn`). */
export function createConsoleLogger(threshold: LogLevel = 'warn'): Logger {
  const from = LEVELS.indexOf(threshold);
  return (level, message, data) => {
    if (LEVELS.indexOf(level) < from) return;
    console[level](`[kinora] ${message}`, ...(data === undefined ? [] : [data]));
  };
}
