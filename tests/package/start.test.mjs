// `npm start` as a person meets it: the page and the API answer, Ctrl-C ends both, and a port that is taken or invalid
// gives one sentence that names the variable.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { freePort } from '../../scripts/lib/port.mjs';

async function occupied(t) {
  const socket = createServer();
  await new Promise((resolve) => socket.listen(0, '127.0.0.1', resolve));
  t.after(() => socket.close());
  return socket.address().port;
}

/** Runs the script; `seen` resolves when it has printed something that fits. */
function start(t, env) {
  const child = spawn(process.execPath, [at('scripts', 'start.mjs')], { env: { ...process.env, ...env } });
  t.after(() => child.kill('SIGKILL'));
  const waiting = [];
  const run = { output: '', exit: new Promise((resolve) => child.once('close', resolve)) };
  const take = (chunk) => {
    run.output += chunk;
    waiting.forEach((check) => check());
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  run.kill = (signal) => child.kill(signal);
  run.seen = (pattern) =>
    new Promise((resolve, reject) => {
      const check = () => pattern.test(run.output) && resolve();
      waiting.push(check);
      check();
      run.exit.then((code) => reject(new Error(`ended with ${code}: ${run.output}`)));
    });
  return run;
}

const answers = (url) => fetch(url).then((response) => response.ok);

test('the page and the API server answer until Ctrl-C, and then nothing does', async (t) => {
  const [page, api] = [await freePort(), await freePort()];
  const run = start(t, { PORT: String(page), API_PORT: String(api) });
  await run.seen(/Ctrl-C ends both/);
  const urls = [`http://127.0.0.1:${page}/`, `http://127.0.0.1:${api}/public/ping`];
  assert.match(run.output, new RegExp(`everfetch demo +${urls[0]}`));
  assert.deepEqual(await Promise.all(urls.map(answers)), [true, true]);
  run.kill('SIGINT');
  assert.equal(await run.exit, 130);
  for (const url of urls) await assert.rejects(fetch(url));
});

for (const [variable, other] of [
  ['PORT', 'API_PORT'],
  ['API_PORT', 'PORT'],
]) {
  test(`a taken ${variable} is said in one sentence that names it`, async (t) => {
    const port = String(await occupied(t));
    const run = start(t, { [variable]: port, [other]: String(await freePort()) });
    assert.equal(await run.exit, 1);
    assert.equal(run.output.trim().split('\n').length, 1, run.output);
    assert.match(run.output, new RegExp(`Port ${port} is taken: .* with ${variable},`));
  });
}

test('a port that is none is said in one sentence', async (t) => {
  const run = start(t, { PORT: 'eighty' });
  assert.equal(await run.exit, 1);
  assert.equal(run.output.trim(), 'PORT takes a port number from 1 to 65535, got "eighty".');
});
