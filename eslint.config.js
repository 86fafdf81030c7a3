// What the linter holds against the JavaScript of this repository: mistakes, not taste (prettier has the layout).

import js from '@eslint/js';
import globals from 'globals';

export default [
  {
    ignores: [
      'pkg/',
      'target/',
      '**/dist/',
      'artifacts/',
      'test-results/',
      'playwright-report/',
      'tests/matrix/work/',
      'tests/wide/work/',
      'tests/docs/work/',
      'packages/migrate/tests/projects/',
      'docs/reference/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      'no-implicit-globals': 'error',
      'no-promise-executor-return': 'off',
      'require-atomic-updates': 'off',
    },
  },
  {
    // What is shipped runs in pages, workers and servers: what not all of them have must be tested for.
    files: ['pkg-template/src/**', 'src/web/**'],
    languageOptions: { globals: { ...globals.browser, Buffer: 'readonly', process: 'readonly' } },
    rules: { 'no-console': ['error', { allow: ['warn', 'error', 'debug'] }] },
  },
  {
    files: ['pkg-axios/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['pkg-axios/**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
  },
  {
    files: ['www-demo/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: [
      'scripts/**',
      'tests/**',
      'examples/**',
      'bench/**',
      'www-demo/server/**',
      '**/*.config.{js,mjs}',
      'packages/**',
    ],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    // Tests run in Node and hand functions to pages.
    files: ['tests/**', 'examples/**', 'packages/*/tests/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    // Cases run in Node and hand functions to the page, where `bench` is.
    files: ['bench/**'],
    languageOptions: {
      globals: { ...globals.browser, bench: 'readonly', gc: 'readonly', wasmBytes: 'readonly' },
    },
  },
  {
    files: ['examples/jest/**'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...globals.jest },
    },
  },
  {
    // What the end-to-end tests hand to their pages finds what the pages make global.
    files: ['tests/e2e/**'],
    languageOptions: {
      globals: { t: 'readonly', api: 'readonly', everfetch: 'readonly', ended: 'readonly' },
    },
  },
];
