import { fileURLToPath } from 'node:url';
import { serveLive } from '../../demo/server/live/live-origin.ts';
import type { FileResponder } from '../../demo/server/static-files.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** `KINORA_DIST` names another build to test, as that of a packed release. */
const distDir = process.env['KINORA_DIST'] ?? inProject('dist');

/** `KINORA_VENDOR_DIRS`, JSON by package: other versions to test with (`npm run contract:vendors`). */
const otherVendors = JSON.parse(process.env['KINORA_VENDOR_DIRS'] ?? '{}') as Readonly<
  Record<string, string>
>;
const vendorDir = (name: string): string => otherVendors[name] ?? inProject(`node_modules/${name}`);

/** Folders that the pages of tests need, for an origin to serve. */
export const PAGE_ROOTS: Readonly<Record<string, string>> = {
  '/dist/': distDir,
  '/media/': inProject('.media'),
  '/test/e2e/page/': inProject('test/e2e/page'),
  '/tools/media/': inProject('tools/media'),
  '/vendor/shaka-player/': vendorDir('shaka-player'),
  '/vendor/hls.js/': vendorDir('hls.js'),
};
export const SCRIPT_ROOTS: readonly string[] = ['/test/e2e/page/', '/tools/media/'];
/** Live channels over the generated media. */
export const LIVE_RESPONDERS: Readonly<Record<string, FileResponder>> = {
  '/live/': serveLive(inProject('.media')),
};
