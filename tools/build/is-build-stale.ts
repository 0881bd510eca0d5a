import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Whether a build is missing or older than something it was made from.
 *
 * @param built the build's main file
 * @param sources files and folders; folders count with everything in them but tests
 */
export async function isBuildStale(built: string, sources: readonly string[]): Promise<boolean> {
  const builtMs = await modifiedMs(built);
  if (builtMs === undefined) return true;
  for (const source of sources) {
    if ((await newestMs(source)) > builtMs) return true;
  }
  return false;
}

async function newestMs(path: string): Promise<number> {
  const stats = await stat(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = (await readdir(path)).filter((name) => !name.includes('.test.') && !name.endsWith('.md'));
  const times = await Promise.all(names.map((name) => newestMs(join(path, name))));
  return Math.max(0, ...times);
}

async function modifiedMs(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
