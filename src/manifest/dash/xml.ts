import { createXmlCursor } from './xml-cursor.ts';
import type { XmlCursor } from './xml-cursor.ts';

/** An element as a manifest reader needs it. Namespaces are not resolved: names and attributes lose their prefix. */
export interface XmlElement {
  readonly name: string;
  /** By local name; where two share one, that without a prefix stands. Without a prototype: any key is safe. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text and CDATA, entities decoded, without that of its children. */
  readonly text: string;
  /** The source between its tags. */
  readonly inner: string;
}

/** An element whose closing tag is still to come. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  inner: string;
  /** Its name with prefix. */
  readonly tag: string;
  readonly innerStart: number;
}

/** MPDs nest 8 deep, event payloads some more; beyond this it is an attack or garbage. */
const MAX_DEPTH = 100;
const NAME = /[^\s<>/='"]+/y;
const SPACE = /\s*/y;
const ENTITY = /&(#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Anything that is no entity stays as it is: unescaped `&` in URLs is common. */
function decodeEntities(text: string): string {
  return text.replace(ENTITY, (entity, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? entity;
    const code = Number(name.slice(1).replace(/^x/i, '0x'));
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

function readAttributes(cursor: XmlCursor): Record<string, string> {
  const attributes = Object.create(null) as Record<string, string>;
  for (;;) {
    cursor.take(SPACE);
    const name = cursor.take(NAME);
    if (name === '') return attributes;
    cursor.take(SPACE);
    const isValued = cursor.skip('=');
    cursor.take(SPACE);
    const quote = cursor.skip('"') ? '"' : "'";
    if (!isValued || (quote === "'" && !cursor.skip(quote)))
      cursor.fail(`Attribute ${name} without a quoted value`);
    const value = cursor.takeUntil(quote, `Attribute ${name}`);
    const local = name.slice(name.indexOf(':') + 1);
    const isKept = local === name || (!name.startsWith('xmlns:') && !(local in attributes));
    if (isKept) attributes[local] = decodeEntities(value);
  }
}

/** Reads a start tag behind its `<`. */
function readOpening(cursor: XmlCursor, stack: OpenElement[]): void {
  const tag = cursor.take(NAME);
  if (tag === '') cursor.fail('A < without a name');
  const attributes = readAttributes(cursor);
  const isEmpty = cursor.skip('/');
  if (!cursor.skip('>')) cursor.fail(`Tag <${tag}> is not closed`);
  const name = tag.slice(tag.indexOf(':') + 1);
  const element = { name, tag, attributes, children: [], text: '', inner: '', innerStart: cursor.at };
  const parent = stack[stack.length - 1];
  parent?.children.push(element);
  if (stack.length === 1 && parent?.children.length === 2) cursor.fail(`Second root element <${tag}>`);
  if (!isEmpty && stack.push(element) > MAX_DEPTH) cursor.fail('Elements nested too deep');
}

/** Reads an end tag behind its `</`. */
function readClosing(cursor: XmlCursor, stack: OpenElement[]): void {
  const innerEnd = cursor.at - 2;
  const tag = cursor.take(NAME);
  const open = stack.pop();
  // The empty name is that of the document itself.
  if (tag === '' || open?.tag !== tag) return cursor.fail(`</${tag}> where <${open?.tag ?? ''}> is open`);
  cursor.take(SPACE);
  if (!cursor.skip('>')) cursor.fail(`Tag </${tag}> is not closed`);
  open.inner = cursor.text.slice(open.innerStart, innerEnd);
}

/** Skips a comment, processing instruction or declaration behind its `<`; false where there is none. */
function skipMarkup(cursor: XmlCursor): boolean {
  if (cursor.skip('!--')) cursor.takeUntil('-->', 'Comment');
  else if (cursor.skip('?')) cursor.takeUntil('?>', 'Processing instruction');
  else if (cursor.skip('!')) {
    const declaration = cursor.takeUntil('>', 'Declaration');
    if (declaration.includes('[') && !declaration.endsWith(']')) cursor.takeUntil(']>', 'Declaration');
  } else return false;
  return true;
}

/**
 * Reads an XML document in linear time. Strict about structure (tags must match, one root), lenient about what
 * manifests in the field get wrong: unbound prefixes, attributes without a space between them, bare `&`.
 * Document type declarations are skipped, so entities of their own are never expanded.
 * @throws PlayerError `manifest-malformed` with line and column in its detail.
 * @see https://www.w3.org/TR/xml/
 */
export function parseXml(text: string, url: string): XmlElement {
  const cursor = createXmlCursor(text, url);
  // Stands for the document: its only child is the root.
  const top: OpenElement = {
    name: '',
    tag: '',
    attributes: {},
    children: [],
    text: '',
    inner: '',
    innerStart: 0,
  };
  const stack = [top];
  for (;;) {
    const next = text.indexOf('<', cursor.at);
    const piece = text.slice(cursor.at, next < 0 ? text.length : next);
    if (/\S/.test(piece)) addText(cursor, stack, decodeEntities(piece));
    cursor.at = next < 0 ? text.length : next + 1;
    if (next < 0) break;
    readMarkup(cursor, stack);
  }
  const open = stack.pop() ?? top;
  if (open !== top) cursor.fail(`<${open.tag}> is not closed`);
  return top.children[0] ?? cursor.fail('No element');
}

function addText(cursor: XmlCursor, stack: readonly OpenElement[], text: string): void {
  const open = stack[stack.length - 1];
  if (!open || stack.length === 1) return cursor.fail('Text outside of the root element');
  open.text += text;
}

function readMarkup(cursor: XmlCursor, stack: OpenElement[]): void {
  if (cursor.skip('![CDATA[')) addText(cursor, stack, cursor.takeUntil(']]>', 'CDATA'));
  else if (cursor.skip('/')) readClosing(cursor, stack);
  else if (!skipMarkup(cursor)) readOpening(cursor, stack);
}

export function findChild(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function findChildren(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
