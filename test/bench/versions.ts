import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { ENTRIES } from './entries.ts';

export interface Versions {
  readonly chromium: string;
  readonly node: string;
  readonly processor: string;
  /** npm package → version. */
  readonly players: Readonly<Record<string, string>>;
}

/** What was measured, and on what. */
export async function readVersions(browser: Browser): Promise<Versions> {
  const players: Record<string, string> = {};
  for (const { package: name } of ENTRIES) {
    if (name === null || name in players) continue;
    const dir = name === 'kinora' ? '../..' : join('node_modules', name);
    const file = join(import.meta.dirname, dir, 'package.json');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // its suite was not asked for
      throw error;
    });
    if (text !== null) players[name] = (JSON.parse(text) as { readonly version: string }).version;
  }
  const processors = cpus();
  return {
    chromium: browser.version(),
    node: process.version,
    processor: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    players,
  };
}
