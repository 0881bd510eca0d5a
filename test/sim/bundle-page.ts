import { join } from 'node:path';
import swc from '@rollup/plugin-swc';
import { rollup } from 'rollup';

/** A module of this folder with all that it imports, for a page. */
export async function bundlePage(name: string): Promise<string> {
  const bundle = await rollup({
    input: join(import.meta.dirname, name),
    plugins: [swc({ swc: { swcrc: false, jsc: { target: 'es2020', parser: { syntax: 'typescript' } } } })],
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  return output[0].code;
}
