import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Budget {
  readonly name: string;
  readonly path: readonly string[];
}

/** size-limit counts a file that is not there as nothing: a renamed chunk would leave its budget unnoticed. */
const root = resolve(import.meta.dirname, '../..');
const budgets = JSON.parse(readFileSync(resolve(root, '.size-limit.json'), 'utf8')) as readonly Budget[];
for (const { name, path } of budgets) {
  for (const file of path) {
    if (existsSync(resolve(root, file))) continue;
    console.error(
      `${file} is not there, but the budget "${name}" weighs it: build, or mend .size-limit.json`,
    );
    process.exitCode = 1;
  }
}
