import { spawnSync } from 'node:child_process';
import { missingTools, type MissingTool } from './missing-tools.ts';

/** What the installation does to the machine; injected, so that it can be tested without changing one. */
export interface SetupHost {
  missing(): MissingTool[];
  /** Runs a command with its output on the terminal. Returns whether it succeeded. */
  run(program: string, args: readonly string[]): boolean;
  isRoot: boolean;
  log(line: string): void;
}

/**
 * Installs what is missing with apt-get, as root or through a `sudo` that asks for no password.
 *
 * @returns whether everything needed is there now; if not, the log has said what is missing and what to do
 */
export function installTools(host: SetupHost = thisMachine()): boolean {
  const missing = host.missing();
  if (missing.length === 0) return true;
  const packages = missing.flatMap(({ debianPackage }) => debianPackage ?? []);
  if (packages.length > 0) {
    const problem = installPackages(host, packages);
    if (problem === undefined && host.missing().length === 0) return true;
    if (problem !== undefined) host.log(problem);
  }
  explain(host, packages);
  return false;
}

/** @returns why the packages could not be installed, or undefined when they were */
function installPackages(host: SetupHost, packages: readonly string[]): string | undefined {
  if (!host.run('sh', ['-c', 'command -v apt-get >/dev/null'])) return 'This system has no apt-get.';
  const sudo = host.isRoot ? [] : ['sudo', '-n'];
  if (!host.isRoot && !host.run('sh', ['-c', 'sudo -n true 2>/dev/null'])) {
    return 'Not root, and sudo is missing or asks for a password.';
  }
  host.log(`Installing ${packages.join(', ')} …`);
  const apt = (...args: string[]): boolean => {
    const [program = '', ...rest] = [
      ...sudo,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      ...args,
    ];
    return host.run(program, rest);
  };
  // A stale or unreachable list may still install from the cache, so only the installation decides.
  if (!apt('update')) host.log('apt-get update failed; trying with the package lists at hand.');
  if (!apt('install', '-y', '--no-install-recommends', ...packages))
    return 'apt-get install failed (see above).';
  return undefined;
}

function explain(host: SetupHost, packages: readonly string[]): void {
  host.log('Kinora still needs:');
  for (const { name, purpose } of host.missing()) host.log(`  - ${name}, for ${purpose}`);
  if (packages.length > 0) {
    host.log('On Debian or Ubuntu, run:');
    host.log(`  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`);
    host.log('Elsewhere, install them your way; KINORA_CHROMIUM names a browser in an unusual place.');
  }
}

function thisMachine(): SetupHost {
  return {
    missing: () => missingTools(),
    run: (program, args) => spawnSync(program, args, { stdio: 'inherit' }).status === 0,
    isRoot: process.getuid?.() === 0,
    log: (line) => console.error(line),
  };
}
