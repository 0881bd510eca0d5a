import { loadCode } from '../../core/load-code.ts';
import type { KeyReader } from '../../manifest/hls/key-reader.ts';

/** Loads what reads the keys of an HLS playlist: a chunk of its own, which clear titles do without. */
export async function loadKeyReader(): Promise<KeyReader> {
  const code = await loadCode('encrypted HLS', () => import('../../manifest/hls/read-keys.ts'));
  return code.keyReader;
}
