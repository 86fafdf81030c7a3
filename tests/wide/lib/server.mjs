// The server of an application, as its framework starts it, until the test is over.

import { spawn } from 'node:child_process';
import { freePort } from '../../../scripts/lib/port.mjs';

const answers = (address) =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

/** Runs it, and gives its address as soon as that answers. */
export async function started(t, [command, ...args], cwd) {
  const port = String(await freePort());
  const env = { ...process.env, PORT: port, HOST: '127.0.0.1', NODE_ENV: 'production' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  child.once('error', (error) => (log += error.message));
  t.after(() => child.kill());
  const address = `http://127.0.0.1:${port}/`;
  const until = Date.now() + 60_000;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(address)) return { address, log: () => log };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${args.join(' ')} answers nothing: ${log}`);
}
