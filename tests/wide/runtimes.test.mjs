// The packed package as a program of Node, Deno and Bun, without a page: fifty requests on an expired token cost one refresh,
// two users in one process never meet, and nothing is said on the console. Node is tried in the version that runs the tests
// and in those that this folder brings.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { countersOf, patient, sandbox } from '../matrix/lib/job.mjs';
import { workshop } from '../matrix/lib/project.mjs';
import { bun, deno, newestNode, node, versionOf } from './lib/tools.mjs';

const { project } = workshop('tests', 'wide');

/** All that Deno has to be allowed. */
const allowed = ['run', '--no-prompt', '--allow-net'];

/** @type {Record<string, () => string[]>} */
const runtimes = {
  [`Node ${process.versions.node}`]: () => [process.execPath],
  'the Node that builds': () => [node()],
  'the newest Node': () => [newestNode()],
  [`Deno ${versionOf('deno')}`]: () => [deno(), ...allowed],
  'Deno with the address of a page': () => [deno(), ...allowed, '--location', 'https://app.example.com/'],
  [`Bun ${versionOf('bun')}`]: () => [bun(), 'run'],
};

async function outputOf(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (text) => (said[name] += text));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

for (const [name, command] of Object.entries(runtimes))
  test(name, { timeout: 180_000 }, async (t) => {
    const root = await project('tests/wide/apps/runtime');
    const base = sandbox();
    await patient(base);
    const [program, ...args] = command();
    t.diagnostic((await outputOf(program, ['--version'], root)).stdout.split('\n')[0]);
    const { code, stdout, stderr } = await outputOf(program, [...args, join(root, 'main.mjs'), base], root);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.deepEqual(JSON.parse(stdout), {
      answered: 50,
      before: 'anonymous',
      users: ['ada', 'bob'],
      engine: 'wasm',
    });
    const counters = await countersOf(base);
    assert.deepEqual([counters.refresh.calls, counters.reuseDetected], [1, 0]);
  });
