import { expect, it } from 'vitest';
import { weighSnapshot } from './heap-make-up.ts';

const TYPES = ['object', 'code', 'native'] as const;

/** A snapshot as Chromium writes it, of nodes of a type, a name and a size. */
function snapshotOf(...nodes: readonly (readonly [(typeof TYPES)[number], string, number])[]): string {
  const strings = nodes.map(([, name]) => name);
  return JSON.stringify({
    snapshot: { meta: { node_fields: ['type', 'name', 'id', 'self_size'], node_types: [TYPES, 'string'] } },
    nodes: nodes.flatMap(([type, , bytes], index) => [TYPES.indexOf(type), index, 2 * index + 1, bytes]),
    strings,
  });
}

it('tells the machine code from all else that is on the heap', () => {
  const json = snapshotOf(
    ['object', 'Object', 28],
    ['code', 'system / BytecodeArray', 300],
    ['code', 'system / InstructionStream', 4000],
    ['code', 'system / Code', 72],
    ['native', 'system / WeakArrayList', 40],
    ['native', 'system / FunctionTemplateInfo', 64],
  );
  expect(weighSnapshot(json)).toEqual({ machineCodeBytes: 4112, otherBytes: 392 });
});

it('leaves out what is kept elsewhere', () => {
  const json = snapshotOf(
    ['native', 'blink::NetworkResourcesData::ResourceData', 288],
    ['native', 'system / ExternalStringData', 138_248],
    ['native', 'system / JSArrayBufferData', 6000],
  );
  expect(weighSnapshot(json)).toEqual({ machineCodeBytes: 0, otherBytes: 0 });
});

it('counts a closure by the name of a script, which may be anything, as the page’s', () => {
  expect(weighSnapshot(snapshotOf(['object', 'Code', 32])).otherBytes).toBe(32);
});
