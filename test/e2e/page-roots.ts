import { fileURLToPath } from 'node:url';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** `KINORA_DIST` names another build to test, as that of a packed release. */
const distDir = process.env['KINORA_DIST'] ?? inProject('dist');

/** Folders that the pages of tests need, for an origin to serve. */
export const PAGE_ROOTS: Readonly<Record<string, string>> = {
  '/dist/': distDir,
  '/media/': inProject('.media'),
  '/test/e2e/page/': inProject('test/e2e/page'),
  '/tools/media/': inProject('tools/media'),
};
export const SCRIPT_ROOTS: readonly string[] = ['/test/e2e/page/', '/tools/media/'];
