// The dependency rules of the architecture (docs/architecture.md), one by one. `npm run deps` runs them;
// tools/checks/dependency-rules.test.ts proves that each of them catches what it forbids.

/** Folders of pure decisions: each may import core and model, never a sibling. */
const PURE = [
  'source',
  'manifest',
  'tracks',
  'text',
  'abr',
  'buffer',
  'drm',
  'network',
  'telemetry',
  'playback',
  'device',
].join('|');

/** The adapter that may import each vendor package. What is not listed may not be imported by shipped code. */
const VENDORS = {
  'mux.js': '^src/engines/mse/transmux',
  'hls.js': '^src/engines/hlsjs/',
  'shaka-player': '^src/engines/shaka/',
  '@svta/cml-iso-bmff': '^src/(manifest|engines/mse)/',
  '@svta/cml-xml': '^src/(manifest|text)/',
  '@svta/cml-608': '^src/text/',
  '@svta/cml-cmcd': '^src/telemetry/',
  'eme-encryption-scheme-polyfill': '^src/platform/',
  imsc: '^src/text/',
  idb: '^src/platform/',
};

const TESTS = String.raw`\.test(-d)?\.ts$`;
const NPM = '(^|/)node_modules/';
const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** A rule: files under `from` (tests beside the code excepted) may, inside src, import only what `allowed` matches. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { path: '^src/', pathNot: allowed },
});

const vendorRules = Object.entries(VENDORS).map(([name, adapter]) => ({
  name: `vendor-${name.replaceAll(/[@/.]+/g, '-').replace(/^-/, '')}`,
  comment: `${name} is imported only by its adapter.`,
  severity: 'error',
  from: { path: '^src/', pathNot: [adapter, TESTS] },
  to: { path: `${NPM}${escape(name)}(/|$)|^${escape(name)}(/|$)` },
}));

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'No cycles, type-only edges included.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    only('core-imports-nothing', '^src/core/', '^src/core/', 'core imports nothing.'),
    {
      name: 'core-imports-no-package',
      comment: 'core imports nothing, packages included.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TESTS },
      to: { pathNot: '^src/' },
    },
    only('model-imports-core', '^src/model/', '^src/(core|model)/', 'model imports core.'),
    only(
      'pure-imports-no-sibling',
      `^src/(${PURE})/`,
      '^src/(core|model|$1)/',
      'A pure folder imports core and model, never another pure folder.',
    ),
    only(
      'engine-port-imports-core-model',
      '^src/engine/',
      '^src/(core|model|engine)/',
      'The engine port imports core and model.',
    ),
    only(
      'engines-stand-alone',
      '^src/engines/([^/]+)/',
      `^src/(core|model|engine|${PURE}|engines/$1)/`,
      'An engine imports core, model, the engine port and pure folders: never another engine, player or platform.',
    ),
    only(
      'platform-imports-core-model',
      '^src/platform/',
      '^src/(core|model|platform)/',
      'platform imports core and model.',
    ),
    only(
      'player-imports-no-adapter',
      '^src/player/',
      `^src/(core|model|engine|player|${PURE})/`,
      'player imports everything but engines, platform and the roots.',
    ),
    {
      name: 'engines-are-lazy',
      comment: 'Engines other than mse come in by import() only (a type-only import is erased).',
      severity: 'error',
      from: { path: String.raw`^src/[^/]+\.ts$`, pathNot: TESTS },
      to: { path: '^src/engines/(?!mse/)', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'known-folders',
      comment: 'A folder of src that no rule above names would escape them: give it its rules first.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: `^src/(core|model|engine|engines|platform|player|${PURE})/`,
      },
    },
    {
      name: 'shipped-code-stands-alone',
      comment: 'Shipped code imports no test, tool or demo.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: `${TESTS}|^(test|tools|demo|examples)/` },
    },
    {
      name: 'no-node-in-shipped-code',
      comment: "Shipped code runs in browsers: Node's own modules are not there.",
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'known-vendors',
      comment: 'A package that has no adapter in VENDORS above may not be imported by shipped code.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: {
        dependencyTypes: [
          'npm',
          'npm-dev',
          'npm-peer',
          'npm-optional',
          'npm-bundled',
          'npm-no-pkg',
          'npm-unknown',
        ],
        pathNot: Object.keys(VENDORS).map((name) => `${NPM}${escape(name)}(/|$)`),
      },
    },
    ...vendorRules,
    {
      name: 'no-unresolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['browser', 'import', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts', '.json'],
    },
  },
};
