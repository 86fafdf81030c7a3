// The packed package in applications of the common frameworks, built as their own tools build them, and opened.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { freePort } from '../../scripts/lib/port.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { serve } from '../package/lib/browser.mjs';
import { mainJob } from './lib/job.mjs';
import { page, project } from './lib/project.mjs';

const session = readFileSync(at('examples', 'session.js'), 'utf8');

/** @type {Record<string, () => Promise<any[]>>} */
const plugins = {
  react: async () => [],
  vue: async () => [(await import('@vitejs/plugin-vue')).default()],
  svelte: async () => [(await import('@sveltejs/vite-plugin-svelte')).svelte({ configFile: false })],
};

for (const [name, load] of Object.entries(plugins)) {
  test(`${name}, built by Vite`, async (t) => {
    const { build } = await import('vite');
    const root = await project(`examples/${name}`, {
      'index.html': page(name === 'react' ? './main.jsx' : './main.js'),
      'session.js': session,
    });
    await build({ root, configFile: false, logLevel: 'error', plugins: await load() });
    const opened = await mainJob(t, `${await serve(t, join(root, 'dist'))}/index.html`);
    assert.equal(await opened.locator('li').count(), 50);
  });
}

test('Next.js: imported by a server component and by a client component', async (t) => {
  const root = await project('examples/next', {
    'next.config.mjs': `export default { cacheComponents: true, partialPrefetching: true, turbopack: { root: ${JSON.stringify(at('.'))} } };\n`,
  });
  const next = at('tests', 'matrix', 'node_modules', 'next', 'dist', 'bin', 'next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  await runQuietly(process.execPath, [next, 'build'], { cwd: root, env });
  const port = await freePort();
  const server = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => server.kill());
  const isReady = (async () => {
    for await (const chunk of server.stdout) if (/Ready/i.test(String(chunk))) return true;
    return false;
  })();
  const tooLate = AbortSignal.timeout(60_000);
  assert.equal(
    await Promise.race([isReady, once(tooLate, 'abort').then(() => 'not ready in a minute')]),
    true,
  );
  const opened = await mainJob(t, `http://127.0.0.1:${port}/`);
  assert.equal(await opened.locator('#rendered').textContent(), 'render');
});
