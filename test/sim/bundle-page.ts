import { join } from 'node:path';
import swc from '@rollup/plugin-swc';
import { rollup, type Plugin } from 'rollup';
import { privateNames } from '../../tools/build/private-names.ts';

/**
 * A module of this folder with all that it imports, for a page. Private names become ordinary ones, as in the package: as
 * helpers of older syntax, they would take most of the time that is measured.
 */
export async function bundlePage(name: string): Promise<string> {
  const bundle = await rollup({
    input: join(import.meta.dirname, name),
    plugins: [lowerTo('es2022'), privateNames(), lowerTo('es2020')],
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  return output[0].code;
}

function lowerTo(target: 'es2020' | 'es2022'): Plugin {
  return swc({ swc: { swcrc: false, jsc: { target, parser: { syntax: 'typescript' } } } });
}
