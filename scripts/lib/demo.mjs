// Builds the demo as static files that need no server: the pages by Vite, and by esbuild the service worker that answers
// in place of the API server. Decides what goes into the folder.

import { build as bundle } from 'esbuild';
import { at } from './paths.mjs';

/**
 * @param {{ outDir: string, packageDir?: string }} places
 */
export async function buildDemo({ outDir, packageDir = at('pkg') }) {
  const { build } = await import('vite');
  await build({
    root: at('www-demo'),
    logLevel: 'warn',
    define: { 'import.meta.env.VITE_STATIC': '"yes"' },
    resolve: { alias: [{ find: /^everfetch$/, replacement: `${packageDir}/index.js` }] },
    build: { outDir, emptyOutDir: true },
  });
  await bundle({
    entryPoints: [at('www-demo', 'src', 'static', 'worker.js')],
    outfile: `${outDir}/worker.js`,
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    alias: { 'everfetch/testing': `${packageDir}/testing.js` },
  });
}
