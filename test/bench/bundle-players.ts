import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import swc from '@rollup/plugin-swc';
import { minify } from '@swc/core';
import { rollup, type Plugin } from 'rollup';

const BENCH = import.meta.dirname;
const ROOT = join(BENCH, '../..');
const CACHE = join(ROOT, '.cache/bench');

/** Kinora is taken as its users get it: from its build. */
const kinoraFromDist: Plugin = {
  name: 'kinora-from-dist',
  resolveId: (source) => (source.endsWith('/src/index.ts') ? join(ROOT, 'dist/kinora.js') : null),
};

/** As small as terser makes it, in a tenth of the time. */
const minified: Plugin = {
  name: 'minified',
  renderChunk: (code) => minify(code, { module: true, ecma: 2020, compress: true, mangle: true }),
};

/**
 * Bundles an adapter with its player as an app's own build would: minified modules for browsers of 2020, what is
 * loaded lazily in chunks of its own. Kept by what it is made of.
 *
 * @returns the folder that holds `app.js` and its chunks
 */
export async function bundlePlayer(page: string): Promise<string> {
  const dir = join(CACHE, `${page}-${await fingerprint(page)}`);
  if (existsSync(join(dir, 'app.js'))) return dir;
  const bundle = await rollup({
    input: { app: join(BENCH, 'page/players', `${page}.ts`) },
    preserveEntrySignatures: false,
    plugins: [
      kinoraFromDist,
      nodeResolve({ browser: true, extensions: ['.ts', '.mjs', '.js', '.json'] }),
      commonjs(),
      swc({
        include: /\.ts$/,
        swc: { swcrc: false, jsc: { target: 'es2020', parser: { syntax: 'typescript' } } },
      }),
      minified,
    ],
    onLog(level, log, handler) {
      // What vendors' code makes rollup say is theirs.
      if (
        level === 'warn' &&
        log.id?.includes('node_modules') !== true &&
        log.code !== 'CIRCULAR_DEPENDENCY'
      ) {
        handler(level, log);
      }
    },
  });
  await rm(dir, { recursive: true, force: true });
  await bundle.write({
    ...{ dir, format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    // A helper of the CommonJS plugin would be a chunk of its own, found out about when the vendor's is here: bundlers of apps put it into one, or preload it.
    experimentalMinChunkSize: 400,
  });
  await bundle.close();
  return dir;
}

async function fingerprint(page: string): Promise<string> {
  const hash = createHash('sha256');
  const folders = [
    join(BENCH, 'page'),
    ...(page.startsWith('kinora') ? [join(ROOT, 'dist'), join(ROOT, 'dist/chunks')] : []),
  ];
  const files = [
    join(BENCH, 'package-lock.json'),
    import.meta.filename,
    join(BENCH, 'page/players', `${page}.ts`),
  ];
  for (const folder of folders) {
    for (const name of (await readdir(folder)).sort())
      if (/\.[jt]s$/.test(name)) files.push(join(folder, name));
  }
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
