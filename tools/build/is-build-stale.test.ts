import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isBuildStale } from './is-build-stale.ts';

it('compares the build with the newest source that is no test', async () => {
  const root = await mkdtemp(join(tmpdir(), 'is-build-stale-'));
  try {
    const at = (sec: number): [Date, Date] => [new Date(sec * 1000), new Date(sec * 1000)];
    const built = join(root, 'built.js');
    const sources = join(root, 'src');
    const source = join(sources, 'deep/a.ts');
    const test = join(sources, 'deep/a.test.ts');
    await mkdir(join(sources, 'deep'), { recursive: true });
    for (const file of [built, source, test]) await writeFile(file, '');
    await utimes(built, ...at(2000));
    await utimes(source, ...at(1000));
    await utimes(test, ...at(3000));
    expect(await isBuildStale(built, [sources])).toBe(false);
    await utimes(source, ...at(2001));
    expect(await isBuildStale(built, [sources])).toBe(true);
    expect(await isBuildStale(join(root, 'none.js'), [sources])).toBe(true);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
