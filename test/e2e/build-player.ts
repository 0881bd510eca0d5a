import { fileURLToPath } from 'node:url';
import { buildMedia } from '../../tools/media/build-media.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';

/** Playwright's global set-up: what the pages load is built where it is missing or out of date. */
export default async function buildPlayer(): Promise<void> {
  await buildMedia(fileURLToPath(new URL('../../.media', import.meta.url)));
  await ensureBundle();
}
