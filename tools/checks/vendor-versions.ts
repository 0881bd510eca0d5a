/** Major, minor and patch of a release; null for a prerelease, or what is no version. */
function readRelease(version: string): readonly [number, number, number] | null {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  return match && [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** The releases among all versions, in ascending order. */
function sortReleases(versions: readonly string[]): (readonly [number, number, number])[] {
  return versions
    .map(readRelease)
    .filter((release) => release !== null)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

/**
 * The versions of a package that the contract is to hold on beside the pinned one: the newest of the minor before it, and
 * the newest of all; without the pinned one itself.
 */
export function neighbours(versions: readonly string[], pinned: string): readonly string[] {
  const releases = sortReleases(versions);
  const own = readRelease(pinned);
  if (!own) throw new Error(`${pinned} is no release`);
  const before = releases.filter(([major, minor]) => major < own[0] || (major === own[0] && minor < own[1]));
  const found = [before.at(-1), releases.at(-1)].flatMap((release) => (release ? [release.join('.')] : []));
  return [...new Set(found)].filter((version) => version !== pinned);
}
