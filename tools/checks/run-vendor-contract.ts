import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { neighbours } from './vendor-versions.ts';

// `npm run contract:vendors`: the contract of an engine on the vendors' versions before and behind the pinned ones, so that
// an upgrade is known to hold, or not, before it is made.

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, '.cache/vendors');
/** The vendors, and how their tests are named in `engine-contract.test.ts`. */
const VENDORS = [
  { name: 'shaka-player', tests: 'shaka' },
  { name: 'hls.js', tests: 'hlsjs' },
] as const;

const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** Unpacks a version of a package beside the project; returns its folder. */
function fetchVersion(name: string, version: string): string {
  const dir = join(CACHE, `${name}-${version}`);
  const packageDir = join(dir, 'node_modules', name);
  if (existsSync(join(packageDir, 'package.json'))) return packageDir;
  mkdirSync(dir, { recursive: true });
  const args = ['install', '--prefix', dir, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', [...args, `${name}@${version}`], { stdio: 'inherit' });
  return packageDir;
}

function runContract(name: string, dir: string, tests: string): boolean {
  const command = ['playwright', 'test', 'test/e2e/engine-contract.test.ts', '-g', tests];
  const env = { ...process.env, KINORA_VENDOR_DIRS: JSON.stringify({ [name]: dir }) };
  return spawnSync('npx', command, { cwd: ROOT, stdio: 'inherit', env }).status === 0;
}

const rows: string[] = [];
for (const { name, tests } of VENDORS) {
  const pinned = dependencies[name] ?? '';
  const listed = JSON.parse(
    execFileSync('npm', ['view', name, 'versions', '--json'], { encoding: 'utf8', maxBuffer: 1e8 }),
  ) as string[];
  for (const version of neighbours(listed, pinned)) {
    const holds = runContract(name, fetchVersion(name, version), tests);
    if (!holds) process.exitCode = 1;
    rows.push(`| ${name} | ${pinned} | ${version} | ${holds ? 'holds' : 'FAILS'} |`);
  }
}
console.log(['| package | pinned | tried | contract |', '| --- | --- | --- | --- |', ...rows].join('\n'));
