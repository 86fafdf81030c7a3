// A sandbox of the API server and clients for it. The controls go by a fetch of their own, which no test replaces.
import { expect, inject, vi } from 'vitest';
import everfetch from 'everfetch';

const { fetch } = globalThis;
let count = 0;

/** Tokens live until they are made to expire: a busy machine may take seconds for a test. @param {Record<string, unknown>} [knobs] */
export async function openSandbox(knobs) {
  const base = `${inject('api')}/s/s${Date.now().toString(36)}${process.pid}.${++count}`;
  const send = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: body && { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return response.headers.get('content-type')?.includes('json') ? response.json() : response.text();
  };
  const sandbox = {
    base,
    knobs: (settings) => send('POST', '/control/knobs', settings),
    expire: () => send('POST', '/control/expire'),
    kill: () => send('POST', '/control/kill'),
    /** The calls that are kept waiting go on, as soon as there is one. */
    release: () =>
      vi.waitFor(async () => expect((await send('POST', '/control/release')).released).toBeGreaterThan(0)),
    counters: () => send('GET', '/control/counters'),
    log: () => send('GET', '/control/log?limit=500'),
    login: (user = 'ada', mode = 'bearer') => send('POST', '/auth/login', { user, mode }),
    create: (session, config) =>
      everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', ...session }, ...config }),
    /** A client that is signed in, with the tokens that it got. */
    async signedIn(session, config) {
      const api = sandbox.create(session, config);
      const tokens = await sandbox.login();
      await api.session.signIn(tokens);
      return Object.assign(api, { tokens });
    },
  };
  await sandbox.knobs({ accessTtl: 600_000, ...knobs });
  return sandbox;
}
