import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import swc from '@rollup/plugin-swc';
import terser from '@rollup/plugin-terser';
import type { Options } from '@swc/core';
import type { Plugin, RollupOptions } from 'rollup';
import { PRIVATE_PROPERTY, privateNames } from './tools/build/private-names.ts';

const lowerTo = (target: 'es2020' | 'es2022'): Options => ({
  swcrc: false,
  jsc: {
    target,
    parser: { syntax: target === 'es2022' ? 'typescript' : 'ecmascript' },
    transform: { useDefineForClassFields: false },
    assumptions: { setPublicClassFields: true },
  },
});

/** The first frame waits for one file: an entry that imports a chunk statically would add a round trip, unmeasured. */
const oneCoreChunk: Plugin = {
  name: 'one-core-chunk',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
      const inner = chunk.imports.filter((name) => name in bundle);
      if (inner.length > 0) this.error(`${chunk.fileName} statically imports ${inner.join(', ')}`);
    }
  },
};

/** Code that adapters share and no chunk is named for would go into the first of them, and the others would load that. */
const adaptersStandAlone: Plugin = {
  name: 'adapters-stand-alone',
  generateBundle(_options, bundle) {
    const isAdapter = (name: string): boolean => name.startsWith('chunks/engine-');
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !isAdapter(chunk.fileName)) continue;
      const others = chunk.imports.filter(isAdapter);
      if (others.length > 0) this.error(`${chunk.fileName} statically imports ${others.join(', ')}`);
    }
  },
};

/** The chunks of the parsers hold more than these: `kinora/dash` and `kinora/hls` hand out the parsers alone. */
const parserEntries: Plugin = {
  name: 'parser-entries',
  generateBundle(_options, bundle) {
    const emit = (fileName: string, taken: Readonly<Record<string, string>>, source: string): void => {
      for (const [name, path] of Object.entries(taken)) {
        const chunk = bundle[path];
        if (chunk?.type === 'chunk' && chunk.exports.includes(name)) continue;
        this.error(
          `${path} does not export ${name}: does its module name all that other chunks take from it?`,
        );
      }
      const imports = Object.entries(taken).map(([name, path]) => `import { ${name} } from './${path}';\n`);
      this.emitFile({ type: 'asset', fileName, source: imports.join('') + source });
    };
    const dash = {
      readMpd: 'chunks/parse-mpd.js',
      readProtection: 'chunks/read-protection.js',
      readSidxIndex: 'chunks/read-sidx-index.js',
    };
    // As src/manifest/dash/parse-mpd.ts.
    const given = 'readProtection, () => Promise.resolve(readSidxIndex)';
    emit('dash.js', dash, `export const parseMpd = (text, url) => readMpd(text, url, ${given});\n`);
    const hls = { readHls: 'chunks/parse-hls.js', keyReader: 'chunks/read-keys.js' };
    // As src/manifest/hls/parse-hls.ts.
    const keys = 'keyReader, () => keyReader';
    emit('hls.js', hls, `export const parseHls = (text, url) => readHls(text, url, ${keys});\n`);
  },
};

const config: RollupOptions = {
  input: { kinora: 'src/index.ts' },
  external: [/^shaka-player(\/|$)/, /^hls\.js(\/|$)/],
  // Lazy chunks import what they share with the core from the core's own file, which may export more for that:
  // otherwise rollup would put a facade and a shared chunk in front of the first frame.
  preserveEntrySignatures: 'allow-extension',
  treeshake: { moduleSideEffects: (id) => !id.includes('/src/') && !id.includes('/@svta/') },
  plugins: [
    nodeResolve({ browser: true, extensions: ['.ts', '.mjs', '.js', '.json'] }),
    commonjs(),
    // Types go first, then private names, and only then the syntax newer than ES2020 (vendors' code included).
    swc({ swc: lowerTo('es2022') }),
    privateNames(),
    swc({ swc: lowerTo('es2020') }),
    terser({
      module: true,
      ecma: 2020,
      compress: {
        passes: 4,
        // Inlined bodies are smaller, until they are compressed: 90 bytes in all.
        inline: false,
        // `0 === x` for `x === 0` breaks up what repeats: 40 bytes.
        lhs_constants: false,
        pure_getters: true,
        keep_fargs: false,
        unsafe_arrows: true,
        unsafe_methods: true,
      },
      mangle: { properties: { regex: PRIVATE_PROPERTY } },
    }),
    oneCoreChunk,
    adaptersStandAlone,
    parserEntries,
  ],
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    hoistTransitiveImports: false,
    // What both parsers share goes into the core: a third request, behind theirs, would cost a round trip.
    // Only HLS must learn from the media when it starts, so what reads that travels with its parser.
    manualChunks: {
      kinora: [
        'src/index.ts',
        'src/manifest/segment-array-index.ts',
        // Of engines that may follow one another on an element: neither loads the other's code for it.
        'src/core/in-turn.ts',
        // The address of a vendor's player that the app names first: its code need not wait for the choice.
        'src/engines/hlsjs/load-vendor.ts',
      ],
      // What adapters share comes before them, so that none waits for a chunk behind its own.
      'create-engine-chooser': [
        'src/create-engine-chooser.ts',
        'src/engines/shaka/load-vendor.ts',
        'src/abr/await-whole.ts',
        'src/abr/live-goal.ts',
        'src/buffer/read-buffer.ts',
        'src/engine/read-drm.ts',
        'src/engine/tell-once.ts',
        'src/engine/vendor-fault.ts',
        'src/playback/first-picture-watch.ts',
        'src/playback/hole-watch.ts',
        'src/playback/live-edge.ts',
        'src/playback/load-outcome.ts',
        'src/playback/watch-frames.ts',
        'src/tracks/describe-track.ts',
      ],
      'engine-shaka': ['src/engines/shaka/engine.ts'],
      'engine-hlsjs': ['src/engines/hlsjs/engine.ts'],
      'engine-native': ['src/engines/native/engine.ts'],
      'parse-mpd': ['src/engines/mse/dash-code.ts'],
      'parse-hls': [
        'src/engines/mse/hls-code.ts',
        'src/engines/mse/mp4-timing.ts',
        'src/engines/mse/transport-clock.ts',
      ],
    },
  },
  onLog(level, log, handler) {
    // A warning is a mistake in what we ship: a cycle, an import that leads nowhere, `this` at the top of a module.
    const fromVendor = log.id?.includes('node_modules') ?? log.ids?.some((id) => id.includes('node_modules'));
    if (level === 'warn' && fromVendor !== true) throw new Error(`${log.code ?? 'warning'}: ${log.message}`);
    handler(level, log);
  },
};

export default config;
