import { accessSync, constants } from 'node:fs';

/** Where distributions and installers put Chromium or Chrome, the likeliest first. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The environment variable that names another browser. */
export const CHROMIUM_VARIABLE = 'KINORA_CHROMIUM';

/** The Chromium that tests and tools start: `KINORA_CHROMIUM`, else the first usual place that has one. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[CHROMIUM_VARIABLE];
  const places = named === undefined || named === '' ? USUAL_PLACES : [named];
  return places.find(isExecutable);
}

/**
 * Like {@link findChromium}, for callers that cannot go on without.
 *
 * @throws Error that says what to do about it
 */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string {
  const found = findChromium(env);
  if (found !== undefined) return found;
  const named = env[CHROMIUM_VARIABLE];
  throw new Error(
    named
      ? `${CHROMIUM_VARIABLE}=${named} is not an executable file`
      : 'Chromium is missing: run `npm run setup`',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // accessSync has no other way to say no
  }
}
