import { loadCode } from '../../core/load-code.ts';
import type { ReadSidxIndex } from '../../manifest/dash/sidx-source.ts';

/** Loads what reads the index of a SegmentBase: a chunk of its own, asked for beside the bytes of the first one. */
export async function loadSidxReader(): Promise<ReadSidxIndex> {
  const code = await loadCode('SegmentBase', () => import('../../manifest/dash/read-sidx-index.ts'));
  return code.readSidxIndex;
}
