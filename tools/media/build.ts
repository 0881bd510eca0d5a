import { fileURLToPath } from 'node:url';
import { buildMedia } from './build-media.ts';

const outDir = fileURLToPath(new URL('../../.media', import.meta.url));
const isBuilt = await buildMedia(outDir);
console.log(isBuilt ? `Media built in ${outDir}` : `Media are up to date in ${outDir}`);
