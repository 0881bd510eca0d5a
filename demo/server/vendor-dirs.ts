import { fileURLToPath } from 'node:url';

const inModules = (path: string): string =>
  fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

/** Packages that the page imports as they stand, by the path they are served under. */
export const VENDOR_DIRS: Readonly<Record<string, string>> = {
  '/vendor/media-chrome/': inModules('media-chrome/dist'),
  '/vendor/shaka-player/': inModules('shaka-player'),
  '/vendor/hls.js/': inModules('hls.js'),
};
