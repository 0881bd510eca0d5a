import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MagicString from 'magic-string';
import type { Plugin } from 'rollup';
import ts from 'typescript';
import { childrenOf, isNode, type AnyNode } from './private-names.ts';

/** Here types say what the browser, a vendor's player or stored data brings: their names are not ours. */
const FOREIGN =
  /\/src\/(platform|model|engines\/(shaka|hlsjs|native|mse\/transmux)|core\/(media-ports|transport|\w+-info|logger|clock))\b/;

/** The most frequent of our code. Two make a name: one alone is what terser makes of private ones. */
const LETTERS = Array.from('etnrisoaclumdpfhgvybwx');

interface NamesFound {
  /** Of members of our own classes. */
  readonly members: Set<string>;
  /** Of all that others know: the browser, vendors, other modules, strings. */
  readonly known: Set<string>;
  readonly all: Set<string>;
}

/**
 * Short names for the members of our own classes whose names stand for nothing else that we know of: neither in the
 * public API (`declarations`: its files) nor in the browser, a vendor's player, a string or an export.
 */
export function shortenMembers(root: string, declarations: readonly string[]): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const found: NamesFound = { members: new Set(), known: new Set(), all: new Set() };
  const host = ts.createCompilerHost(options, true);
  for (const file of ts.createProgram(fileNames, options, host).getSourceFiles())
    noteNames(file, root, found);
  for (const path of declarations)
    for (const [name] of readFileSync(path, 'utf8').matchAll(/[\w$]+/g)) found.known.add(name);
  const internal = [...found.members].filter((name) => name.length > 2 && !found.known.has(name)).sort();
  const pairs = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const free = pairs.filter((pair) => !found.all.has(pair) && !found.known.has(pair));
  return new Map(internal.map((name, place) => [name, free[place] ?? name]));
}

function noteNames(file: ts.SourceFile, root: string, { members, known, all }: NamesFound): void {
  const isOurs = file.fileName.startsWith(join(root, 'src')) && !file.isDeclarationFile;
  const isForeign = FOREIGN.test(file.fileName);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) known.add(node.text);
    const { name } = node as { readonly name?: ts.Node };
    if (name && ts.isIdentifier(name)) {
      all.add(name.text);
      if (isOurs && isOwnMember(node)) members.add(name.text);
      else if (!isOurs || (isForeign && ts.isTypeElement(node)) || isSeenOutside(node)) known.add(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** Of a class that extends nothing: what it extends, a vendor's class perhaps, might have a short name as its own. */
function isOwnMember({ parent }: ts.Node): boolean {
  const isExtending = ({ token }: ts.HeritageClause): boolean => token === ts.SyntaxKind.ExtendsKeyword;
  return ts.isClassLike(parent) && !parent.heritageClauses?.some(isExtending);
}

/** A member of a class that extends another, or declared where it may be exported. */
function isSeenOutside(node: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.isClassLike(node.parent) || ts.isSourceFile(statement.parent);
}

const KEYED = ['Property', 'MethodDefinition', 'PropertyDefinition'];

/** Renames members wherever they are named: in classes, objects, patterns and accesses. */
export function renameMembers(
  program: unknown,
  code: string,
  names: ReadonlyMap<string, string>,
): MagicString {
  const text = new MagicString(code);
  const rename = (key: unknown, isShorthand: boolean): void => {
    if (!isNode(key) || key.type !== 'Identifier') return;
    const short = names.get(code.slice(key.start, key.end));
    if (short === undefined) return;
    if (isShorthand) text.appendLeft(key.start, `${short}: `);
    else text.overwrite(key.start, key.end, short);
  };
  const visit = (node: AnyNode): void => {
    if (node['computed'] !== true) {
      if (node.type === 'MemberExpression') rename(node['property'], false);
      if (KEYED.includes(node.type)) rename(node['key'], node['shorthand'] === true);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  if (!isNode(program)) throw new Error(`no syntax tree of ${code.slice(0, 100)}`);
  visit(program);
  return text;
}

/**
 * Shortens the names of members that nobody outside sees: 0.35 kB of the 40 that come before the first frame. It comes
 * behind what takes the types away; `declarations` must be there before the build.
 */
export function internalNames(root: string, declarations: readonly string[]): Plugin {
  let names: ReadonlyMap<string, string> = new Map();
  return {
    name: 'internal-names',
    buildStart() {
      names = shortenMembers(root, declarations);
    },
    transform(code, id) {
      if (id.includes('node_modules')) return null;
      const text = renameMembers(this.parse(code), code, names);
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}
