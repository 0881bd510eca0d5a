import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import kinora from './tools/checks/eslint-rules.js';

const TESTS = ['**/*.test.ts', '**/*.test-d.ts', 'test/**/*.ts'];
const PAGES = ['demo/**/*.ts', 'test/*/page/**/*.ts'];
const NODE = [
  '*.ts',
  'tools/**/*.ts',
  'test/**/*.ts',
  'demo/server/**/*.ts',
  '**/*.test.ts',
  '**/*.test-d.ts',
];

/** Syntax that no TypeScript file may hold. */
const BANNED_SYNTAX = [
  {
    selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
    message: 'A double assertion hides a type error: narrow the value instead.',
  },
];
const BANNED_IN_SRC = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: "ExportSpecifier[exported.name='default']", message: 'Named exports only.' },
];
/** What the injected ports stand for, in the spellings that `no-restricted-globals` does not see. */
const BANNED_IN_PURE = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The present time comes from the injected clock.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(globalThis|self|window)$/][property.name=/^(fetch|XMLHttpRequest|setTimeout|setInterval|clearTimeout|clearInterval|performance|navigator)$/]',
    message: 'Clock, random, transport and device facts are injected.',
  },
];

const clock = 'Time comes from the injected clock.';
const device = 'Device facts are injected.';
const transport = 'Requests go through the injected transport.';
const INJECTED_GLOBALS = [
  { name: 'fetch', message: transport },
  { name: 'XMLHttpRequest', message: transport },
  { name: 'setTimeout', message: clock },
  { name: 'setInterval', message: clock },
  { name: 'clearTimeout', message: clock },
  { name: 'clearInterval', message: clock },
  { name: 'performance', message: clock },
  { name: 'navigator', message: device },
];

export default defineConfig(
  {
    ignores: [
      'dist/',
      '.cache/',
      '.media/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'test/fixtures/media/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      // A flat switch over a union reads as one decision, whatever the number of its cases.
      complexity: ['error', { max: 12, variant: 'modified' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...BANNED_SYNTAX],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED_SYNTAX, ...BANNED_IN_SRC] },
  },
  {
    // Ports are injected everywhere but where they are made: platform/ and the roots.
    files: ['src/*/**/*.ts'],
    ignores: ['src/platform/**', ...TESTS],
    rules: {
      'no-restricted-globals': ['error', ...INJECTED_GLOBALS],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: clock },
        { object: 'Math', property: 'random', message: 'Randomness is injected.' },
      ],
      'no-restricted-syntax': ['error', ...BANNED_SYNTAX, ...BANNED_IN_SRC, ...BANNED_IN_PURE],
    },
  },

  { files: PAGES, languageOptions: { parserOptions: { project: './tsconfig.page.json' } } },
  {
    files: NODE,
    ignores: ['test/*/page/**'],
    languageOptions: { parserOptions: { project: './tsconfig.node.json' } },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      // Playwright reads a fixture's needs off an object pattern: `{}` says that it has none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      // Leak counters keep the platform's own methods and call them on the right object.
      '@typescript-eslint/unbound-method': 'off',
      // A test that indexes what it has just built fails loudly enough by itself.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },

  { files: ['**/*.js'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['**/*.{ts,js}'],
    plugins: { kinora },
    rules: { 'kinora/file-name': 'error' },
  },
);
