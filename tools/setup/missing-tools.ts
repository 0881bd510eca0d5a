import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CHROMIUM_VARIABLE, findChromium } from './chromium-path.ts';

/** A program, or a file a program needs, that the machine lacks. */
export interface MissingTool {
  readonly name: string;
  /** What it is for, for the person who reads that it is missing. */
  readonly purpose: string;
  /** The Debian package that brings it; undefined where installing would not help. */
  readonly debianPackage: string | undefined;
}

/** Where the font files that ffmpeg finds through fontconfig lie on Linux. */
const FONT_ROOTS = ['/usr/share/fonts', '/usr/local/share/fonts'];

/** What the tests, the demo and the media build need and this machine lacks. Looks at files only: a few milliseconds. */
export function missingTools(env: NodeJS.ProcessEnv = process.env): MissingTool[] {
  const missing: MissingTool[] = [];
  if (findChromium(env) === undefined) {
    const named = env[CHROMIUM_VARIABLE];
    missing.push({
      name: named ? `Chromium at ${CHROMIUM_VARIABLE}=${named}` : 'Chromium',
      purpose: 'browser tests',
      debianPackage: named ? undefined : 'chromium',
    });
  }
  const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((program) => isOnPath(program, env));
  if (!hasFfmpeg)
    missing.push({ name: 'ffmpeg', purpose: 'building the test media', debianPackage: 'ffmpeg' });
  if (process.platform === 'linux' && !FONT_ROOTS.some(holdsFont)) {
    missing.push({
      name: 'a TrueType font',
      purpose: 'the numbers burnt into the test media',
      debianPackage: 'fonts-dejavu-core',
    });
  }
  return missing;
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program + suffix)));
}

function holdsFont(root: string): boolean {
  if (!existsSync(root)) return false;
  return readdirSync(root, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? holdsFont(join(root, entry.name)) : /\.(ttf|otf)$/i.test(entry.name),
  );
}
