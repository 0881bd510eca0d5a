import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

/** One stream of a packager run: its descriptor's fields (`in`, `stream`, `segment_template`, …). */
export type StreamDescriptor = Readonly<Record<string, string | number>>;

const BINARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'packager-linux-x64',
  'linux-arm64': 'packager-linux-arm64',
  'darwin-x64': 'packager-osx-x64',
  'darwin-arm64': 'packager-osx-arm64',
  'win32-x64': 'packager-win-x64.exe',
};

/** The binary inside the `shaka-packager` npm package; its own wrapper hides the exit code of failed runs. */
export function packagerPath(): string {
  const platform = `${process.platform}-${process.arch}`;
  const binary = BINARIES[platform];
  if (binary === undefined) throw new Error(`shaka-packager has no binary for ${platform}`);
  const root = dirname(createRequire(import.meta.url).resolve('shaka-packager/package.json'));
  return join(root, 'bin', binary);
}

/**
 * Packages streams; every path in the descriptors and flags is relative to `dir`.
 *
 * @throws Error with the packager's own message
 */
export async function runPackager(
  dir: string,
  streams: readonly StreamDescriptor[],
  flags: readonly string[],
): Promise<void> {
  const descriptors = streams.map((stream) =>
    Object.entries(stream)
      .map(([field, value]) => `${field}=${value}`)
      .join(','),
  );
  // No creation times in the files and no race for the order of renditions: the same sources give the same bytes.
  const reproducible = ['--use_fake_clock_for_muxer', '--single_threaded'];
  await runCommand(packagerPath(), [...descriptors, '--quiet', ...reproducible, ...flags], { cwd: dir });
}
