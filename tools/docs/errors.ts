/** Writes `docs/errors.md` out of `src/core/errors.ts`; with `--check`, only tells whether it is up to date. */
import { readFile, writeFile } from 'node:fs/promises';
import { readErrorRows, writeErrorPage } from './error-table.ts';

const SOURCE = new URL('../../src/core/errors.ts', import.meta.url);
const PAGE = new URL('../../docs/errors.md', import.meta.url);

const rows = readErrorRows(await readFile(SOURCE, 'utf8'));
const page = await writeErrorPage(rows);
if (!process.argv.includes('--check')) {
  await writeFile(PAGE, page);
  console.log(`docs/errors.md: ${rows.length} codes`);
} else if ((await readFile(PAGE, 'utf8')) !== page) {
  console.error('docs/errors.md is out of date. Run: npm run docs:errors');
  process.exitCode = 1;
}
