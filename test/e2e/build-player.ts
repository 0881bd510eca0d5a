import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuildStale } from '../../demo/server/is-build-stale.ts';
import { buildMedia } from '../../tools/media/build-media.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Playwright's global set-up: the media and the bundle that the pages load, built where missing or out of date. */
export default async function buildPlayer(): Promise<void> {
  await buildMedia(inProject('.media'));
  if (!(await isBuildStale(inProject('dist/kinora.js'), ['src', 'package.json', 'rollup.config.ts'].map(inProject)))) return;
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: inProject('.'), stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm run build ended with ${String(status)}`);
}
