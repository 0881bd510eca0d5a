import { fileURLToPath } from 'node:url';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { buildMedia } from '../../tools/media/build-media.ts';
import { installTools } from '../../tools/setup/install-tools.ts';
import { createDemoApp } from './demo-app.ts';
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
  await ensureBundle();
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

await start();
