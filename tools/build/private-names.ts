import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import MagicString from 'magic-string';
import type { Plugin } from 'rollup';

/**
 * What terser may shorten: nothing but the properties this plugin has made. Those of a class that extends another
 * (`$$_…`) keep their names: terser shortens chunk by chunk, and the other class may be in another chunk.
 */
export const PRIVATE_PROPERTY = /^\$_/;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface AnyNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const childrenOf = (node: AnyNode): AnyNode[] => Object.values(node).flat().filter(isNode);

/** The names that a class declares, each with the property that stands for it. */
function propertiesOf(body: AnyNode, rename: (name: string, place: number) => string): Map<string, string> {
  const names = childrenOf(body)
    .map((member) => member['key'])
    .filter((key) => isNode(key) && key.type === 'PrivateIdentifier') as (AnyNode & { name: string })[];
  const distinct = [...new Set(names.map(({ name }) => name))]; // a getter and its setter share one
  return new Map(distinct.map((name, place) => [name, rename(name, place)]));
}

function collectEdits(root: AnyNode, salt: string): Edit[] {
  const edits: Edit[] = [];
  let classCount = 0;
  const visit = (node: AnyNode, scope: ReadonlyMap<string, string>): void => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      classCount++;
      // A class and the one it extends may use one name for two fields: only then do names need telling apart.
      const suffix = `${salt}${String(classCount)}`;
      // Else all classes number theirs from 0 on: the same few names everywhere compress best.
      const rename = (name: string, place: number): string =>
        isNode(node['superClass']) ? `$$_${name}_${suffix}` : `$_${place.toString(36)}`;
      const body = node['body'] as AnyNode;
      if (isNode(node['superClass'])) visit(node['superClass'], scope);
      const inner = new Map([...scope, ...propertiesOf(body, rename)]);
      for (const member of childrenOf(body)) visit(member, inner);
      return;
    }
    if (node.type === 'PrivateIdentifier') {
      const { name, start, end } = node as AnyNode & { name: string };
      const text = scope.get(name);
      if (text === undefined) throw new Error(`#${name} is declared by no class around it`);
      edits.push({ start, end, text });
    }
    if (
      node.type === 'BinaryExpression' &&
      isNode(node['left']) &&
      node['left'].type === 'PrivateIdentifier'
    ) {
      throw new Error('`#name in object` has no counterpart among plain properties');
    }
    for (const child of childrenOf(node)) visit(child, scope);
  };
  visit(root, new Map());
  return edits;
}

/**
 * Turns `#name` into a plain property before the syntax is lowered to ES2020, whose own way (a helper call at each
 * access) costs bytes in every class and time in every append. TypeScript has checked the privacy by then.
 */
export function privateNames(): Plugin {
  return {
    name: 'private-names',
    transform(code, id) {
      if (!code.includes('#') || id.includes('node_modules')) return null;
      const salt = createHash('sha256').update(relative(process.cwd(), id)).digest('hex').slice(0, 4);
      const program: unknown = this.parse(code);
      if (!isNode(program)) throw new Error(`no syntax tree for ${id}`);
      const edits = collectEdits(program, salt);
      if (edits.length === 0) return null;
      const text = new MagicString(code);
      for (const { start, end, text: name } of edits) text.overwrite(start, end, name);
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}
