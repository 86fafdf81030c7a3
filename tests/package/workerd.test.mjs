// h177: the package in workerd, which compiles no WebAssembly from bytes, bundled as its tools do it: the condition of the
// platform chooses the core as JavaScript.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { at } from '../../scripts/lib/paths.mjs';
import { freePort } from '../../scripts/lib/port.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';

/** The program of the npm package, or undefined. */
const workerd = () => {
  try {
    return createRequire(at('package.json'))('workerd').default;
  } catch {
    return process.env.WORKERD;
  }
};

const WORKER = `
import everfetch from 'everfetch';
export default {
  async fetch(request) {
    try {
      const base = new URL(request.url).searchParams.get('api');
      const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
      await everfetch.post(base + '/control/knobs', { accessTtl: 600_000 });
      const { data } = await everfetch.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
      await api.session.signIn(data);
      await everfetch.post(base + '/control/expire');
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/api/me')));
      const { engine } = api.session.guarantees();
      await api.session.signOut();
      return Response.json({ answered: answers.filter(({ status }) => status === 200).length, engine, left: api.session.state });
    } catch (error) {
      return Response.json({ failed: String(error.stack) });
    }
  },
};
`;

const config = (port) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2025-06-01",
);
`;

/** Until somebody answers there. */
async function answering(url, child) {
  for (const begun = Date.now(); ;) {
    try {
      return await fetch(url);
    } catch (error) {
      if (child.exitCode !== null || Date.now() - begun > 60_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('h177 in workerd the package does the main job', async (t) => {
  const program = workerd();
  if (!program) return t.skip('the npm package workerd is not installed');
  const api = await startTestApi();
  t.after(() => api.close());
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-workerd-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    stdin: { contents: WORKER, resolveDir: at() },
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    outfile: join(folder, 'worker.js'),
    logLevel: 'warning',
  });
  const port = await freePort();
  writeFileSync(join(folder, 'config.capnp'), config(port));
  const child = spawn(program, ['serve', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const base = `${api.url}/s/workerd-${process.pid}`;
  const answer = await answering(`http://127.0.0.1:${port}/?api=${encodeURIComponent(base)}`, child);
  assert.deepEqual(await answer.json(), { answered: 20, engine: 'js', left: 'ended' });
  const { refresh } = await (await fetch(`${base}/control/counters`)).json();
  assert.equal(refresh.rotated, 1);
});
