// The demo page uses the built package as a user would, only that it comes from pkg/ instead of node_modules.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const packageDir = at('../pkg');

export default defineConfig(() => {
  if (!existsSync(`${packageDir}/package.json`)) {
    throw new Error(
      'The package is not built yet: run "npm run build" (or "npm start", which does everything).',
    );
  }
  return {
    root: at('.'),
    // Relative, so that the built page works from any path.
    base: './',
    resolve: { alias: [{ find: /^everfetch$/, replacement: `${packageDir}/index.js` }] },
    server: { host: '127.0.0.1', fs: { allow: [at('.'), packageDir] } },
    preview: { host: '127.0.0.1' },
    build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
  };
});
