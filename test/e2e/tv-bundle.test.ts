import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup, type Plugin } from 'rollup';
import { expect, test } from '@playwright/test';

const KINORA = fileURLToPath(new URL('../../dist/kinora.js', import.meta.url));

/** As docs/engines.md tells the makers of a TV app. */
const withoutVendors: Plugin = {
  name: 'without-vendors',
  resolveId: (source) => (/^(shaka-player|hls\.js)(\/|$)/.test(source) ? '\0none' : null),
  load: (id) => (id === '\0none' ? 'export default null' : null),
};

test('one file for a television holds Kinora, and nothing of shaka-player and hls.js', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kinora-tv-'));
  try {
    const entry = join(dir, 'app.js');
    await writeFile(
      entry,
      `import { createPlayer } from ${JSON.stringify(KINORA)};
      export const player = (video) => createPlayer(video, { engines: ['mse', 'native'] });`,
    );
    const bundle = await rollup({ input: entry, plugins: [withoutVendors] });
    const file = join(dir, 'out.js');
    const { output } = await bundle.write({ file, format: 'iife', name: 'app', inlineDynamicImports: true });
    await bundle.close();
    expect(output.filter(({ type }) => type === 'chunk')).toHaveLength(1);
    const moduleIds = output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
    expect(moduleIds.filter((id) => /node_modules/.test(id))).toEqual([]);
    expect(moduleIds.some((id) => id.endsWith('/engine-native.js'))).toBe(true);
    const text = await readFile(file, 'utf8');
    // Words that the vendors' own code is full of, and that Kinora's adapters do not hold.
    for (const word of ['shaka.media.', 'goog.', 'hlsTsDemuxer', 'TransmuxerInterface', 'fragmentTracker'])
      expect(text, word).not.toContain(word);
    expect(text).not.toMatch(/\bimport\s*\(/);
    expect(text.length).toBeLessThan(600_000); // hls.js alone is twice that
  } finally {
    await rm(dir, { recursive: true });
  }
});
