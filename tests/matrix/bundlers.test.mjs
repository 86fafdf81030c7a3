// The packed package through the bundlers, each without any configuration but the names of the files, and without a
// bundler. Each application does the main job in a headless Chromium, by both entries.

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { newPage, outcome, serve } from '../package/lib/browser.mjs';
import { mainJob, sandbox } from './lib/job.mjs';
import { page, project } from './lib/project.mjs';

const quiet = (root) => ({ root, configFile: false, logLevel: 'error' });

async function webpackLike(bundler, root) {
  const stats = await promisify(bundler)({
    context: root,
    mode: 'production',
    entry: './main.js',
    output: { path: join(root, 'dist') },
  });
  assert.equal(stats.hasErrors(), false, stats.toString({ colors: false }));
  writeFileSync(join(root, 'dist', 'index.html'), page('main.js'));
}

/** @type {Record<string, (root: string) => Promise<void>>} each leaves dist/index.html and what it needs beside it */
const bundlers = {
  async Vite(root) {
    const { build } = await import('vite');
    await build(quiet(root));
  },
  async 'webpack 5'(root) {
    await webpackLike((await import('webpack')).default, root);
  },
  async Rspack(root) {
    await webpackLike((await import('@rspack/core')).rspack, root);
  },
  async Rollup(root) {
    const { rollup } = await import('rollup');
    const { default: nodeResolve } = await import('@rollup/plugin-node-resolve');
    const bundle = await rollup({ input: join(root, 'main.js'), plugins: [nodeResolve()] });
    await bundle.write({ dir: join(root, 'dist'), format: 'es' });
    writeFileSync(join(root, 'dist', 'index.html'), page('main.js'));
  },
  async esbuild(root) {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(root, 'main.js')],
      outdir: join(root, 'dist'),
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    writeFileSync(join(root, 'dist', 'index.html'), page('main.js'));
  },
  async Parcel(root) {
    const { Parcel } = await import('@parcel/core');
    await new Parcel({
      entries: join(root, 'index.html'),
      defaultConfig: '@parcel/config-default',
      mode: 'production',
      defaultTargetOptions: { distDir: join(root, 'dist'), publicUrl: '/' },
      cacheDir: join(root, '.parcel-cache'),
      shouldDisableCache: true,
    }).run();
  },
};

const withStreaming = () => ({
  'main.js': readFileSync(new URL('../package/app/main.js', import.meta.url), 'utf8').replace(
    "from 'everfetch'",
    "from 'everfetch/streaming'",
  ),
});

/** They leave `new URL(name, import.meta.url)` as it is, and copy no file. */
const copiesNoFiles = ['Rollup', 'esbuild'];

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`${name}: the default entry`, async (t) => {
    const root = await project('tests/package/app');
    await bundle(root);
    const files = readdirSync(join(root, 'dist'), { recursive: true });
    assert.deepEqual(
      files.filter((file) => file.endsWith('.wasm')),
      [],
    );
    await mainJob(t, `${await serve(t, join(root, 'dist'))}/index.html`);
  });

  test(`${name}: the streaming entry`, async (t) => {
    const root = await project('tests/package/app', withStreaming());
    await bundle(root);
    const dist = join(root, 'dist');
    const address = `${await serve(t, dist)}/index.html`;
    if (copiesNoFiles.includes(name)) {
      const lost = await newPage(t);
      await lost.goto(`${address}?api=${encodeURIComponent(sandbox())}`);
      assert.match(await outcome(lost), /failed .*everfetch.*\.wasm/);
      copyFileSync(
        join(root, '..', 'node_modules', 'everfetch', 'everfetch.wasm'),
        join(dist, 'everfetch.wasm'),
      );
    }
    await mainJob(t, address);
  });
}

for (const [entry, files] of [
  ['default', {}],
  ['streaming', withStreaming()],
]) {
  test(`Vite in development: the ${entry} entry`, async (t) => {
    const { createServer } = await import('vite');
    const root = await project('tests/package/app', files);
    const server = await createServer({ ...quiet(root), server: { host: '127.0.0.1', port: 0 } });
    t.after(() => server.close());
    await server.listen();
    await mainJob(t, server.resolvedUrls.local[0]);
  });

  test(`no bundler, an import map: the ${entry} entry`, async (t) => {
    const root = await project('tests/package/app', files);
    const map = {
      imports: { everfetch: '/node_modules/everfetch/index.js', 'everfetch/': '/node_modules/everfetch/' },
    };
    // A map names files, where a package's exports name entries.
    map.imports['everfetch/streaming'] = '/node_modules/everfetch/streaming.js';
    const html = readFileSync(join(root, 'index.html'), 'utf8').replace(
      '<body>',
      `<body><script type="importmap">${JSON.stringify(map)}</script>`,
    );
    assert.ok(existsSync(join(root, '..', 'node_modules', 'everfetch', 'index.js')));
    writeFileSync(join(root, 'index.html'), html);
    const name = root.split(/[\\/]/).at(-1);
    await mainJob(t, `${await serve(t, join(root, '..'))}/${name}/index.html`);
  });
}
