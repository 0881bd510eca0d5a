import { loadCode } from '../../core/load-code.ts';
import type { ReadProtection } from '../../manifest/dash/read-protection.ts';

/** Loads what reads protection in an MPD: a chunk of its own, which clear titles do without. */
export async function loadProtection(): Promise<ReadProtection> {
  const code = await loadCode('protected DASH', () => import('../../manifest/dash/read-protection.ts'));
  return code.readProtection;
}

/** Whether an MPD speaks of protection: a word of it, in whatever namespace. */
export function isProtectedMpd(text: string): boolean {
  return text.includes('ContentProtection');
}
