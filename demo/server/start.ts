import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildMedia } from '../../tools/media/build-media.ts';
import { installTools } from '../../tools/setup/install-tools.ts';
import { createDemoApp } from './demo-app.ts';
import { isBuildStale } from './is-build-stale.ts';
import { listen } from './listen.ts';
import { VENDOR_DIRS } from './vendor-dirs.ts';

const DEFAULT_PORT = 8080;

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** `npm start`: whatever is missing is installed or built, then the demo is served. */
async function start(): Promise<void> {
  if (!installTools()) {
    process.exitCode = 1;
    return;
  }
  await buildMedia(root('.media'));
  const sources = ['src', 'package.json', 'rollup.config.ts'].map(root);
  if (await isBuildStale(root('dist/kinora.js'), sources)) buildPlayer();
  const app = createDemoApp({
    mediaDir: root('.media'),
    pageDir: root('demo'),
    distDir: root('dist'),
    extraDirs: VENDOR_DIRS,
  });
  const { server, url } = await listen(app, Number(process.env['PORT'] ?? DEFAULT_PORT));
  console.log(`Kinora's demo is at ${url} (end it with Ctrl+C)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

function buildPlayer(): void {
  console.log('Building the player …');
  const { status } = spawnSync('npm', ['run', 'build'], {
    cwd: root('.'),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm run build ended with ${String(status)}`);
}

await start();
