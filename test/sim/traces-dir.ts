import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside a checkout. */
const DEFAULT_DIR = fileURLToPath(new URL('../../../shared/traces', import.meta.url));

/** Where a command finds traces, and titles: in the folder that it names, else beside the traces. */
export function inputDirs({ traces, movies }: { readonly traces?: string; readonly movies?: string }): {
  readonly tracesDir: string;
  readonly moviesDir: string;
} {
  const dir = tracesDir(traces);
  return { tracesDir: dir, moviesDir: movies === undefined ? join(dir, 'movies') : resolve(movies) };
}

/** Where the traces are: named by an option, else by KINORA_TRACES, else beside the checkout. */
export function tracesDir(option: string | undefined = process.env['KINORA_TRACES']): string {
  return option === undefined || option === '' ? DEFAULT_DIR : resolve(option);
}
