import { describe, expect, it } from 'vitest';
import { chromiumPath, findChromium } from './chromium-path.ts';
import { installTools, type SetupHost } from './install-tools.ts';
import { missingTools, type MissingTool } from './missing-tools.ts';

const FFMPEG: MissingTool = { name: 'ffmpeg', purpose: 'media', debianPackage: 'ffmpeg' };

interface FakeHost extends SetupHost {
  readonly commands: string[];
  readonly lines: string[];
}

/** A machine that lacks `tools` until apt-get installs, and on which commands matching `failing` fail. */
function fakeHost(tools: readonly MissingTool[], failing: RegExp = /^$/, isRoot = true): FakeHost {
  const commands: string[] = [];
  const lines: string[] = [];
  let isInstalled = false;
  return {
    commands,
    lines,
    isRoot,
    missing: () => (isInstalled ? [] : [...tools]),
    run(program, args) {
      const command = [program, ...args].join(' ');
      commands.push(command);
      if (failing.test(command)) return false;
      if (command.includes('apt-get -q install')) isInstalled = true;
      return true;
    },
    log: (line) => void lines.push(line),
  };
}

describe('installTools', () => {
  it('does nothing where nothing is missing', () => {
    const host = fakeHost([]);
    expect(installTools(host)).toBe(true);
    expect(host.commands).toEqual([]);
    expect(host.lines).toEqual([]);
  });

  it('updates and installs what is missing, as root', () => {
    const host = fakeHost([FFMPEG]);
    expect(installTools(host)).toBe(true);
    expect(host.commands.slice(1)).toEqual([
      'env DEBIAN_FRONTEND=noninteractive apt-get -q update',
      'env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends ffmpeg',
    ]);
  });

  it('goes through sudo when not root', () => {
    const host = fakeHost([FFMPEG], /^$/, false);
    expect(installTools(host)).toBe(true);
    expect(host.commands.at(-1)).toMatch(/^sudo -n env .* install/);
  });

  it.each([
    ['no apt-get', /command -v apt-get/, true, 'This system has no apt-get.'],
    ['no right to install', /sudo -n true/, false, 'Not root, and sudo is missing or asks for a password.'],
    ['a failed installation', /apt-get -q install/, true, 'apt-get install failed (see above).'],
  ])('explains itself: %s', (_, failing, isRoot, reason) => {
    const host = fakeHost([FFMPEG], failing, isRoot);
    expect(installTools(host)).toBe(false);
    expect(host.lines).toContain(reason);
    expect(host.lines).toContain('  - ffmpeg, for media');
    expect(host.lines).toContain('  sudo apt-get update && sudo apt-get install -y ffmpeg');
  });

  it('installs with old package lists when the update fails', () => {
    expect(installTools(fakeHost([FFMPEG], /apt-get -q update/))).toBe(true);
  });

  it('runs nothing for what no package brings', () => {
    const host = fakeHost([{ name: 'Chromium at X', purpose: 'tests', debianPackage: undefined }]);
    expect(installTools(host)).toBe(false);
    expect(host.commands).toEqual([]);
    expect(host.lines).toContain('  - Chromium at X, for tests');
  });
});

describe('missingTools', () => {
  it('names what an empty machine lacks', () => {
    const missing = missingTools({ PATH: '/nowhere', KINORA_CHROMIUM: '/nowhere/chromium' });
    expect(missing.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Chromium at KINORA_CHROMIUM=/nowhere/chromium', 'ffmpeg']),
    );
  });
});

describe('chromiumPath', () => {
  it('honours KINORA_CHROMIUM', () => {
    expect(chromiumPath({ KINORA_CHROMIUM: process.execPath })).toBe(process.execPath);
  });

  it('does not fall back from a path that was asked for', () => {
    expect(findChromium({ KINORA_CHROMIUM: '/nowhere' })).toBeUndefined();
    expect(() => chromiumPath({ KINORA_CHROMIUM: '/nowhere' })).toThrow(
      'KINORA_CHROMIUM=/nowhere is not an executable',
    );
  });
});
