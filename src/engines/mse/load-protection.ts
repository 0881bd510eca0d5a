import { loadCode } from '../../core/load-code.ts';
import { hasDrm, type DrmConfig } from '../../model/drm-config.ts';
import type { ContentProtection } from '../../model/content-protection.ts';
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

/** Whether keys are asked for when a media playlist is here: only that tells whether HLS is live, and what locks it. */
export function isToldLater({ protocol }: Presentation, { drm }: { readonly drm: DrmConfig }): boolean {
  return protocol === 'hls' && hasDrm(drm);
}

/** All that a manifest tells of locks, and such as this engine can ask for the keys of. */
export function locksIn({ isLive, periods }: Presentation): readonly ContentProtection[] {
  if (isLive) return [];
  return periods.flatMap(({ tracks }) =>
    tracks.flatMap(({ renditions }) => renditions.flatMap(({ protection }) => protection)),
  );
}
