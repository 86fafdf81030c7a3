// The demo pages use the built package as a user would, except that it comes from pkg/ instead of node_modules.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { INNER, PAGES, pages } from './pages.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const packageDir = at('../pkg');

/** Which versions really run. */
const versions = () =>
  Object.fromEntries(
    ['axios', 'axios-auth-refresh', 'everfetch'].map((name) => {
      const folder = name === 'everfetch' ? packageDir : at(`../node_modules/${name}`);
      return [name, JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version];
    }),
  );

export default defineConfig(() => {
  if (!existsSync(`${packageDir}/package.json`)) {
    throw new Error(
      'The package is not built yet: run "npm run build" (or "npm start", which does everything).',
    );
  }
  return {
    root: at('.'),
    // Relative, so that the built pages work from any path.
    base: './',
    appType: 'mpa',
    plugins: [pages()],
    resolve: { alias: [{ find: /^everfetch$/, replacement: `${packageDir}/index.js` }] },
    define: { VERSIONS: JSON.stringify(versions()) },
    // Named, since a dependency that is found only when a page asks for it reloads that page.
    optimizeDeps: { include: ['axios', 'axios-auth-refresh'] },
    server: { host: '127.0.0.1', fs: { allow: [at('.'), packageDir] } },
    preview: { host: '127.0.0.1' },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: [...PAGES.map(({ file }) => file), ...INNER].map(at) },
    },
  };
});
