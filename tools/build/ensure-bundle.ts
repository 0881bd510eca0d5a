import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuildStale } from './is-build-stale.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Builds the bundle that the pages load, where it is missing or older than its sources, unless another one was named (`KINORA_DIST`). */
export async function ensureBundle(): Promise<void> {
  if (process.env['KINORA_DIST'] !== undefined) return;
  const sources = ['src', 'package.json', 'package-lock.json', 'rollup.config.ts', 'tools/build'].map(
    inProject,
  );
  if (!(await isBuildStale(inProject('dist/kinora.js'), sources))) return;
  console.log('Building the player …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: inProject('.'),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm run build ended with ${String(status)}`);
}
