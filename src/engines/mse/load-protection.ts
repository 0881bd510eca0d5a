import { loadCode } from '../../core/load-code.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { ReadProtection } from '../../manifest/dash/read-protection.ts';

/** Loads what reads protection in an MPD: a chunk of its own, which clear titles do without. */
export async function loadProtection(): Promise<ReadProtection> {
  const code = await loadCode('protected DASH', () => import('../../manifest/dash/read-protection.ts'));
  return code.readProtection;
}

/** Whether a manifest speaks of protection: in an MPD a word of it, in whatever namespace; in a playlist a tag. */
export function isProtectedManifest(text: string): boolean {
  return /ContentProtection|-KEY:/.test(text);
}

export type KeysCode = typeof import('./open-keys.ts');

/** Loads what asks for the keys of a locked title: as well. */
export function loadKeysCode(): Promise<KeysCode> {
  return loadCode('protected titles', () => import('./open-keys.ts'));
}

/** Whether the manifest tells that it takes keys to play some of it, and such as this engine can ask for. */
export function mayUnlock({ isLive, periods }: Presentation): boolean {
  if (isLive) return false;
  return periods.some(({ tracks }) =>
    tracks.some(({ renditions }) => renditions.some(({ protection }) => protection.length > 0)),
  );
}
