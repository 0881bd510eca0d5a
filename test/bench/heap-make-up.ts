import type { CDPSession } from '@playwright/test';

/** What the JS heap of a page holds that is alive, bytes. */
export interface HeapMakeUp {
  /** What the browser has compiled of the scripts to machine code, with the tables that go with it. */
  readonly machineCodeBytes: number;
  /** Objects, closures, strings, bytecode, and all else. */
  readonly otherBytes: number;
}

/** As far as it is read here: a node is `node_fields.length` numbers. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/**
 * V8's names of what only compiled code is made of: found in Chromium 156, 2026-11-27, as what a page has and the same
 * page run with `--no-opt --no-sparkplug --no-maglev` has not. A name that is missing here counts as the player's own.
 */
const MACHINE_CODE = new Set(
  [
    'InstructionStream',
    'Code',
    'CodeWrapper',
    'TrustedByteArray',
    'ProtectedFixedArray',
    'TrustedWeakFixedArray',
    'SharedFunctionInfoWrapper',
    'WeakArrayList', // the code to throw away where an assumption fails
  ].map((name) => `system / ${name}`),
);

/** Collects garbage and weighs what is left: nothing that the page makes meanwhile is in it, unlike in `getHeapUsage`. */
export async function weighHeap(cdp: CDPSession): Promise<HeapMakeUp> {
  const chunks: string[] = [];
  const onChunk = ({ chunk }: { chunk: string }): void => {
    chunks.push(chunk);
  };
  cdp.on('HeapProfiler.addHeapSnapshotChunk', onChunk);
  await cdp.send('HeapProfiler.takeHeapSnapshot');
  cdp.off('HeapProfiler.addHeapSnapshotChunk', onChunk);
  return weighSnapshot(chunks.join(''));
}

/** @see https://developer.chrome.com/docs/devtools/memory-problems/heap-snapshot-schema */
export function weighSnapshot(json: string): HeapMakeUp {
  const { snapshot, nodes, strings } = JSON.parse(json) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, nameAt, sizeAt] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  if (typeAt === undefined || nameAt === undefined || sizeAt === undefined) throw new Error('no snapshot');
  let machineCodeBytes = 0;
  let otherBytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const type = types[0][nodes[node + typeAt] ?? -1] ?? '';
    const name = strings[nodes[node + nameAt] ?? -1] ?? '';
    const bytes = nodes[node + sizeAt] ?? 0;
    if (MACHINE_CODE.has(name)) machineCodeBytes += bytes;
    else if (isOnHeap(type, name)) otherBytes += bytes;
  }
  return { machineCodeBytes, otherBytes };
}

/** A snapshot lists beside V8's own what the browser keeps elsewhere: DOM, DevTools' records, the text of scripts. */
function isOnHeap(type: string, name: string): boolean {
  const isElsewhere = name.endsWith('ExternalStringData') || name.endsWith('JSArrayBufferData');
  return type !== 'native' || (name.startsWith('system / ') && !isElsewhere);
}
