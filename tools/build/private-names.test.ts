import { rollup } from 'rollup';
import { describe, expect, it } from 'vitest';
import { privateNames } from './private-names.ts';

/** Bundles one module of plain JavaScript through the plugin. */
async function transform(code: string): Promise<string> {
  const entry = { name: 'entry', resolveId: (id: string) => id, load: () => code };
  const bundle = await rollup({ input: '/entry.js', plugins: [entry, privateNames()] });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  return output[0].code;
}

/** Runs a module whose default export is the value wanted. */
const evaluate = async (code: string): Promise<unknown> =>
  (
    (await import(`data:text/javascript,${encodeURIComponent(await transform(code))}`)) as {
      default: unknown;
    }
  ).default;

describe('privateNames', () => {
  it('leaves no private name and keeps what the code does', async () => {
    const code = `class Counter {
      #count = 0; static #made = 0;
      constructor() { Counter.#made++; }
      #step() { return 2; }
      get #twice() { return this.#count * 2; }
      add() { this.#count += this.#step(); this.other?.#count; return [this.#count, this.#twice, Counter.#made, '#count']; }
    }
    new Counter(); export default new Counter().add();`;
    expect(await transform(code)).not.toMatch(/#(count|made|step|twice)(?!')/);
    expect(await evaluate(code)).toEqual([2, 4, 2, '#count']);
  });

  it('keeps one name of a class and of the class it extends apart', async () => {
    const code = `class A { #x = 'a'; a() { return this.#x; } }
      class B extends A { #x = 'b'; b() { return this.#x; } }
      class C extends B { #x = 'c'; c() { return this.#x; } }
      const c = new C(); export default [c.a(), c.b(), c.c()];`;
    expect(await evaluate(code)).toEqual(['a', 'b', 'c']);
  });

  it('finds the class that declares a name from a class within it', async () => {
    const code = `class Outer { #x = 1; make() { const outer = this;
      return new (class { #y = 2; sum() { return outer.#x + this.#y; } })(); } }
      export default new Outer().make().sum();`;
    expect(await evaluate(code)).toBe(3);
  });

  it('refuses a brand check, which plain properties cannot answer', async () => {
    await expect(transform(`export class A { #x = 1; static is(o) { return #x in o; } }`)).rejects.toThrow(
      /in object/,
    );
  });
});
