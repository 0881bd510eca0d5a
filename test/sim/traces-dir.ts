import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside a checkout. */
const DEFAULT_DIR = fileURLToPath(new URL('../../../shared/traces', import.meta.url));

/** Where the traces are: named by an option, else by KINORA_TRACES, else beside the checkout. */
export function tracesDir(option: string | undefined = process.env['KINORA_TRACES']): string {
  return option === undefined || option === '' ? DEFAULT_DIR : resolve(option);
}
