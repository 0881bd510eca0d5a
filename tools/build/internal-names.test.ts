import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAst } from 'rollup/parseAst';
import { afterEach, describe, expect, it } from 'vitest';
import { renameMembers, shortenMembers } from './internal-names.ts';

let root = '';

/** What is shortened in a project of these files, `api.d.ts` being its public API. */
function shortened(files: Readonly<Record<string, string>>): readonly string[] {
  root = mkdtempSync(join(tmpdir(), 'internal-names-'));
  const all = { 'tsconfig.json': '{"include":["src"]}', 'api.d.ts': '', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...shortenMembers(root, [join(root, 'api.d.ts')]).keys()];
}

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('shortenMembers', () => {
  it('finds fields, methods and accessors of classes', () => {
    const source =
      'class Sink { fillLevel = 1; pourIn(): void {} get isBrimful(): boolean { return true; } }';
    expect(shortened({ 'src/sink.ts': source })).toEqual(['fillLevel', 'isBrimful', 'pourIn']);
  });

  it.each([
    ['the public API names', { 'api.d.ts': 'export declare class Sink { fillLevel: number; }' }],
    ['the browser names', { 'src/sink.ts': 'export class Sink { currentTime = 1; }' }],
    ['a string names', { 'src/other.ts': "export const has = (it: object): boolean => 'fillLevel' in it;" }],
    ['a module exports', { 'src/other.ts': 'export const fillLevel = 1;' }],
    ['a class that extends another has', { 'src/other.ts': 'class Fake extends Error { fillLevel = 1; }' }],
    ['a port names', { 'src/platform/port.ts': 'export interface Port { fillLevel: number; }' }],
  ])('leaves alone what %s', (_why, files) => {
    expect(shortened({ 'src/sink.ts': 'export class Sink { fillLevel = 1; }', ...files })).toEqual([]);
  });

  it('gives the same short names at every build, none of which is one already', () => {
    const files = { 'src/sink.ts': 'export class Sink { fillLevel = 1; ee = 2; }' };
    shortened(files);
    expect([...shortenMembers(root, [])]).toEqual([['fillLevel', 'et']]);
  });
});

describe('renameMembers', () => {
  it('renames members wherever they are named, and nothing else of that name', () => {
    const code = `const fillLevel = 2;
      class Sink { fillLevel = 3; pourIn() { return this.fillLevel; } }
      const { fillLevel: level, pourIn = null } = new Sink();
      const made = { fillLevel, pourIn: () => 'fillLevel', ['pourIn']: 1 };
      export default [level, made?.fillLevel];`;
    const names = new Map([
      ['fillLevel', 'et'],
      ['pourIn', 'en'],
    ]);
    expect(renameMembers(parseAst(code), code, names).toString()).toBe(`const fillLevel = 2;
      class Sink { et = 3; en() { return this.et; } }
      const { et: level, en: pourIn = null } = new Sink();
      const made = { et: fillLevel, en: () => 'fillLevel', ['pourIn']: 1 };
      export default [level, made?.et];`);
  });
});
