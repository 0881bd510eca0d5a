import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import { parseXml } from './xml.ts';

function detailOf(text: string): string {
  try {
    parseXml(text, 'https://host/a.mpd?token=1');
  } catch (error) {
    if (!isPlayerError(error, 'manifest-malformed')) throw error;
    expect(error.context.url).toBe('https://host/a.mpd');
    return error.context.detail;
  }
  throw new Error('It was read');
}

describe('parseXml', () => {
  it('reads names, attributes, text, CDATA and entities', () => {
    const root = parseXml(
      `\uFEFF<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><!-- <x> -->
       <p:a p:b="1" c='&lt;&#65;&#x42;&amp;amp;"' ><d/>t &gt;<![CDATA[<&amp;>]]></p:a > <!-- end -->`,
      'u',
    );
    expect(root.name).toBe('a');
    expect({ ...root.attributes }).toEqual({ b: '1', c: '<AB&amp;"' });
    expect(root.children.map(({ name }) => name)).toEqual(['d']);
    expect(root.text).toBe('t ><&amp;>');
    expect(root.inner).toBe('<d/>t &gt;<![CDATA[<&amp;>]]>');
  });

  it('puts up with glued attributes, bare &, unbound and clashing prefixes', () => {
    const { attributes } = parseXml(
      '<a x="1"y="?a=1&b=2" n:id="far" id="near" m:id="far" xmlns:z="no"/>',
      'u',
    );
    expect({ ...attributes }).toEqual({ x: '1', y: '?a=1&b=2', id: 'near' });
    expect('constructor' in attributes).toBe(false);
  });

  it.each([
    ['', 'No element at line 1, column 1'],
    ['<a>\n<b></a>', '</a> where <b> is open at line 2, column 7'],
    ['<a>\n  <b', 'Tag <b> is not closed at line 2, column 5'],
    ['<a><b/>', '<a> is not closed at line 1, column 8'],
    ['<a b="1', 'Attribute b is not closed at line 1, column 7'],
    ['<a b=1/>', 'Attribute b without a quoted value at line 1, column 6'],
    ['<a b/>', 'Attribute b without a quoted value at line 1, column 5'],
    ['<a/><b/>', 'Second root element <b> at line 1, column 9'],
    ['<a/></a>', '</a> where <> is open at line 1, column 8'],
    ['</>', '</> where <> is open at line 1, column 3'],
    ['hello', 'Text outside of the root element at line 1, column 1'],
    ['<a><!-- </a>', 'Comment is not closed at line 1, column 8'],
    ['<a><![CDATA[ </a>', 'CDATA is not closed at line 1, column 13'],
    ['<? <a/>', 'Processing instruction is not closed at line 1, column 3'],
    ['<!DOCTYPE a [<!ENTITY b "c"> <a/>', 'Declaration is not closed at line 1, column 29'],
    ['<a><1=/></a>', 'Tag <1> is not closed at line 1, column 6'],
    ['< a/>', 'A < without a name at line 1, column 2'],
    ['<a>'.repeat(200), 'Elements nested too deep'],
  ])('says where %j breaks', (text, detail) => {
    expect(detailOf(text)).toContain(detail);
  });

  it('takes linear time for what other readers choke on', () => {
    const long = 200_000;
    const texts = ['<a '.repeat(long), '<!'.repeat(long), `<a ${' '.repeat(long)}`, '<a>&'.repeat(long)];
    const started = process.cpuUsage().user;
    for (const text of [...texts, `<a b="${'&#'.repeat(long)}`, ']'.repeat(long), '<!--'.repeat(long)])
      detailOf(text);
    expect(parseXml(`<a>${'<b/>x'.repeat(long)}</a>`, 'u').children.length).toBe(long);
    // Microseconds of processor time: tests share the machine.
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });

  it('reads back what was written', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/);
    const value = fc.string();
    const escape = (text: string): string =>
      text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
    fc.assert(
      fc.property(name, fc.dictionary(name, value), value, (tag, attributes, text) => {
        const written = Object.entries(attributes).map(([key, part]) => ` ${key}="${escape(part)}"`);
        const root = parseXml(`<${tag}${written.join('')}>${escape(text)}</${tag}>`, 'u');
        const kept = Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== ''));
        expect({ ...root.attributes }).toEqual(kept);
        expect(root.text).toBe(/\S/.test(text) ? text : '');
      }),
    );
  });
});
