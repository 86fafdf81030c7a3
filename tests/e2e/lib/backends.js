// The back ends of examples/, each started for one test, and how a refresh token is sent to it and comes back.

import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { at } from '../../../scripts/lib/paths.mjs';

const run = promisify(execFile);
const target = at('target', 'examples');

/** The address that a server prints when it listens. */
async function start(command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
  });
  gone.catch(() => {});
  const lines = createInterface(child.stdout);
  const [url] = await Promise.race([
    new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
    gone,
  ]);
  return { url, stop: () => child.kill() };
}

const json = { 'Content-Type': 'application/json' };
const cookieOf = (response) => /refresh=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1];

export const backends = {
  express: {
    session: {
      carrier: 'split',
      refresh: '/auth/refresh',
      revoke: { url: '/auth/logout', tokenField: false },
    },
    prepare: async () => {},
    start: (env) => start(process.execPath, [at('examples', 'express', 'server.mjs')], env),
    refresh: (url, origin, token) =>
      fetch(`${url}/auth/refresh`, {
        method: 'POST',
        headers: { Origin: origin, Cookie: `refresh=${token}` },
      }),
    tokenOf: async (response) => cookieOf(response),
  },
  axum: {
    session: { refresh: '/auth/refresh', revoke: '/oauth/revoke' },
    prepare: () =>
      run('cargo', [
        ...['build', '--quiet', '--locked', '--target-dir', target],
        ...['--manifest-path', at('examples', 'axum', 'Cargo.toml')],
      ]),
    start: (env) => start(at('target', 'examples', 'debug', 'everfetch-example-axum'), [], env),
    refresh: (url, origin, refreshToken) =>
      fetch(`${url}/auth/refresh`, {
        method: 'POST',
        headers: { Origin: origin, ...json },
        body: JSON.stringify({ refreshToken }),
      }),
    tokenOf: async (response) => (await response.json()).refreshToken,
  },
};

/** Signs in without a browser. */
export const login = (url, origin) =>
  fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { Origin: origin, ...json },
    body: JSON.stringify({ user: 'ada', password: 'lovelace' }),
  });
