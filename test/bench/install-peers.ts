import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchEntry } from './entries.ts';

const BENCH = import.meta.dirname;

/** Installs the peers into this folder as its lockfile says, where they are not there or are others. */
export function installPeers(entries: readonly BenchEntry[]): void {
  const needsPeers = entries.some((entry) => entry.package !== null && entry.package !== 'kinora');
  if (!needsPeers || isInstalled()) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: BENCH,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ci in test/bench ended with ${String(status)}`);
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** npm keeps a lockfile of what it installed beside it. */
function isInstalled(): boolean {
  const installed = join(BENCH, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const there = readPackages(installed);
  return Object.entries(readPackages(join(BENCH, 'package-lock.json'))).every(
    ([path, { version }]) => path === '' || there[path]?.version === version,
  );
}

function readPackages(file: string): Lockfile['packages'] {
  return (JSON.parse(readFileSync(file, 'utf8')) as Lockfile).packages;
}
