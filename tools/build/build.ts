import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { rollUpDeclarations } from './roll-up-declarations.ts';

const root = resolve(import.meta.dirname, '../..');
const rollupPackage = createRequire(import.meta.url).resolve('rollup/package.json');
const rollup = join(dirname(rollupPackage), 'dist/bin/rollup');

rmSync(join(root, 'dist'), { recursive: true, force: true });
const bundle = spawnSync(
  process.execPath,
  [rollup, '-c', 'rollup.config.ts', '--configPlugin', 'swc', '--silent'],
  { cwd: root, stdio: 'inherit' },
);
if (bundle.status !== 0 || !rollUpDeclarations('ignore')) {
  rmSync(join(root, 'dist'), { recursive: true, force: true }); // half a build is newer than its sources, too
  process.exitCode = 1;
}
