import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGES = [
  'mux.js',
  'hls.js',
  'shaka-player',
  '@svta/cml-iso-bmff',
  '@svta/cml-xml',
  '@svta/cml-608',
].concat(['@svta/cml-cmcd', 'eme-encryption-scheme-polyfill', 'imsc', 'idb', 'left-pad']);
/** A tree that breaks nothing: its files are what the violations below import. */
const CLEAN: Record<string, string> = {
  'src/core/clock.ts': 'export const clock = 1;',
  'src/model/track.ts': `import { clock } from '../core/clock.ts'; export const track = clock;`,
  'src/abr/decide.ts': `import { track } from '../model/track.ts'; export const decide = track;`,
  'src/abr/decide.test.ts': `import { goals } from '../buffer/goals.ts'; import 'vitest'; export const fine = goals;`,
  'src/buffer/goals.ts': `import { track } from '../model/track.ts'; export const goals = track;`,
  'src/text/cue.ts': 'export const cue = 1;',
  'src/engine/port.ts': `import type { track } from '../model/track.ts'; export type Port = typeof track;`,
  'src/engines/mse/engine.ts': `import { decide } from '../../abr/decide.ts'; import '../../engine/port.ts'; export const mse = decide;`,
  'src/engines/mse/transmux.ts': `export { mux } from 'mux.js';`,
  'src/engines/shaka/engine.ts': `import shaka from 'shaka-player'; export const engine = shaka; export type Made = number;`,
  'src/platform/transport.ts': `import { clock } from '../core/clock.ts'; export const transport = clock;`,
  'src/player/load.ts': `import { decide } from '../abr/decide.ts'; import '../engine/port.ts'; export const load = decide;`,
  'src/create-player.ts': `import { mse } from './engines/mse/engine.ts'; import { transport } from './platform/transport.ts';
    import { load } from './player/load.ts'; import type { Made } from './engines/shaka/engine.ts';
    export type { Made }; export const all = [mse, transport, load, () => import('./engines/shaka/engine.ts')];`,
  'src/index.ts': `export { all } from './create-player.ts';`,
  'demo/page.ts': 'export const page = 1;',
};

/** [rule, file, what it holds]: a deliberate violation of every rule. */
const VIOLATIONS: readonly (readonly [string, string, string])[] = [
  ['no-cycles', 'src/model/a.ts', `import type { B } from './b.ts'; export type A = B | 1;`],
  ['core-imports-nothing', 'src/core/bad.ts', `import '../model/track.ts';`],
  ['core-imports-no-package', 'src/core/bad-package.ts', `import 'left-pad';`],
  ['model-imports-core', 'src/model/bad.ts', `import '../abr/decide.ts';`],
  ['pure-imports-no-sibling', 'src/abr/bad.ts', `import '../buffer/goals.ts';`],
  ['pure-imports-no-sibling', 'src/text/bad.ts', `import type { goals } from '../buffer/goals.ts';`],
  ['pure-imports-no-sibling', 'src/network/bad.ts', `import '../engine/port.ts';`],
  ['pure-imports-no-sibling', 'src/source/bad.ts', `import '../platform/transport.ts';`],
  ['pure-imports-no-sibling', 'src/device/bad.ts', `import '../create-player.ts';`],
  ['engine-port-imports-core-model', 'src/engine/bad.ts', `import '../abr/decide.ts';`],
  ['engines-stand-alone', 'src/engines/mse/bad-engine.ts', `import '../shaka/engine.ts';`],
  ['engines-stand-alone', 'src/engines/native/bad-player.ts', `import '../../player/load.ts';`],
  ['engines-stand-alone', 'src/engines/native/bad-platform.ts', `import '../../platform/transport.ts';`],
  ['platform-imports-core-model', 'src/platform/bad.ts', `import '../abr/decide.ts';`],
  ['player-imports-no-adapter', 'src/player/bad-engine.ts', `import '../engines/mse/engine.ts';`],
  ['player-imports-no-adapter', 'src/player/bad-platform.ts', `import '../platform/transport.ts';`],
  ['player-imports-no-adapter', 'src/player/bad-root.ts', `import '../create-player.ts';`],
  ['engines-are-lazy', 'src/eager.ts', `import './engines/shaka/engine.ts';`],
  ['known-folders', 'src/misc-root.ts', `import './stray/thing.ts';`],
  ['shipped-code-stands-alone', 'src/abr/bad-demo.ts', `import '../../demo/page.ts';`],
  ['shipped-code-stands-alone', 'src/abr/bad-test.ts', `import './decide.test.ts';`],
  ['no-node-in-shipped-code', 'src/abr/bad-node.ts', `import 'node:fs';`],
  ['known-vendors', 'src/telemetry/bad-vendor.ts', `import 'left-pad';`],
  ['vendor-mux-js', 'src/engines/mse/bad-vendor.ts', `void import('mux.js');`],
  ['vendor-hls-js', 'src/engines/mse/bad-hls.ts', `import 'hls.js';`],
  ['vendor-shaka-player', 'src/shaka-root.ts', `void import('shaka-player');`],
  ['vendor-svta-cml-iso-bmff', 'src/drm/bad-boxes.ts', `import '@svta/cml-iso-bmff';`],
  ['vendor-svta-cml-xml', 'src/drm/bad-xml.ts', `import '@svta/cml-xml';`],
  ['vendor-svta-cml-608', 'src/manifest/bad-608.ts', `import '@svta/cml-608';`],
  ['vendor-svta-cml-cmcd', 'src/network/bad-cmcd.ts', `import '@svta/cml-cmcd';`],
  ['vendor-eme-encryption-scheme-polyfill', 'src/drm/bad-eme.ts', `import 'eme-encryption-scheme-polyfill';`],
  ['vendor-imsc', 'src/manifest/bad-imsc.ts', `import 'imsc';`],
  ['vendor-idb', 'src/telemetry/bad-idb.ts', `import 'idb';`],
  ['no-unresolvable', 'src/abr/bad-path.ts', `import './nowhere.ts';`],
];
/** Files that violations need beside them, themselves blameless or already listed. */
const COMPANIONS: Record<string, string> = {
  'src/model/b.ts': `import type { A } from './a.ts'; export type B = A | 2;`,
  'src/stray/thing.ts': 'export const thing = 1;',
};

const trees: string[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

/** Writes the files into a temporary tree with empty packages and runs the project's rules over it. */
function cruise(files: Record<string, string>): Report {
  const tree = mkdtempSync(join(tmpdir(), 'kinora-rules-'));
  trees.push(tree);
  const all: Record<string, string> = {
    ...files,
    'package.json': JSON.stringify({
      type: 'module',
      devDependencies: Object.fromEntries([...PACKAGES, 'vitest'].map((name) => [name, '1.0.0'])),
    }),
  };
  for (const name of PACKAGES) {
    all[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
    all[`node_modules/${name}/index.js`] = 'export default 1; export const mux = 1;';
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(tree, 'node_modules/vitest'));
  const cli = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, '--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'json', 'src'];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: tree, encoding: 'utf8' })) as Report;
}

const violationsOf = (report: Report): string[] =>
  [...new Set(report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();

describe('dependency rules', () => {
  it('pass a tree that keeps them', () => {
    expect(violationsOf(cruise(CLEAN))).toEqual([]);
  }, 30_000);

  it('catch every deliberate violation, and have one for every rule', () => {
    const broken = Object.fromEntries(VIOLATIONS.map(([, path, text]) => [path, text]));
    const report = cruise({ ...CLEAN, ...COMPANIONS, ...broken });
    const found = violationsOf(report);
    for (const [rule, path] of VIOLATIONS) expect(found).toContain(`${rule}: ${path}`);
    const proven = new Set(VIOLATIONS.map(([rule]) => rule));
    expect(
      report.summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !proven.has(name)),
    ).toEqual([]);
  }, 30_000);
});
