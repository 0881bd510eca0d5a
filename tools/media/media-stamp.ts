import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { runCommand } from './run-command.ts';

/** The file in a build that says what it was made from. */
export const STAMP_FILE = 'stamp.txt';

/**
 * What a build depends on: the text of these sources, and the versions of ffmpeg and the packager. Two equal stamps
 * mean the same media.
 */
export async function mediaStamp(): Promise<string> {
  const hash = createHash('sha256');
  const folder = new URL('./', import.meta.url);
  const sources = (await readdir(folder)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  for (const name of sources.sort()) hash.update(name).update(await readFile(new URL(name, folder)));
  const [ffmpeg = ''] = (await runCommand('ffmpeg', ['-version'])).split('\n');
  const packager = createRequire(import.meta.url)('shaka-packager/package.json') as { version: string };
  return `${hash.digest('hex')}\n${ffmpeg}\nshaka-packager ${packager.version}\n`;
}
