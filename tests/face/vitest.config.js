// The tests of the axios-shaped face: in Node beside a real HTTP server, and in jsdom where a document is needed.
// `axios-browser` is axios as a browser gets it: what the face is compared with.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  cacheDir: here('../../node_modules/.vite-face'),
  resolve: {
    alias: {
      everfetch: here('everfetch.js'),
      'axios-browser': here('../../node_modules/axios/dist/esm/axios.js'),
    },
  },
  test: {
    include: ['*.test.js'],
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 30_000,
    setupFiles: ['./silence.js'],
    globalSetup: './server.js',
  },
});
