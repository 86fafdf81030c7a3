// The tests of README and docs/: that what they say is so, as far as a machine can tell. They need the built package.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['*.test.js'],
    environment: 'node',
    globalSetup: './lib/setup.js',
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
