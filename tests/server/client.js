// A small client of the API server for its tests: one sandbox, a cookie jar, and a clock that the test moves.
// It keeps no session and repeats nothing, so that what the server does stays visible.

import { onTestFinished, vi } from 'vitest';
import { createServer } from '../../www-demo/server/index.js';

/** Asks until the answer is yes. It may take as long as the test may. @param {() => boolean | Promise<boolean>} isSo */
export async function until(isSo) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/**
 * Holds back what the server answers later: the pause of each call ends when the test says so, however long that takes.
 * @param {number} ms how long the calls ask for; no other timer has that length
 */
export function holdPauses(ms) {
  const { setTimeout } = globalThis;
  const held = [];
  vi.stubGlobal('setTimeout', (end, wait, ...rest) =>
    wait === ms ? void held.push(end) : setTimeout(end, wait, ...rest),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    count: () => held.length,
    end: () => held.forEach((end) => end()),
  };
}

export async function startServer(options = {}) {
  const clock = { now: 1_800_000_000_000 };
  const server = await createServer({ now: () => clock.now, ...options });
  await server.listen({ port: 0 });
  return {
    clock,
    url: server.url,
    close: server.close,
    sandbox: (name, connect) => createClient(server.url, name, connect),
  };
}

function createClient(origin, name, { prefix = true } = {}) {
  const base = prefix ? `${origin}/s/${name}` : origin;
  const jar = new Map();

  async function send(method, path, { token, json, form, headers = {}, body, signal } = {}) {
    const all = { ...headers };
    if (!prefix) all['x-sandbox'] = name;
    if (token) all.authorization = `Bearer ${token}`;
    if (jar.size > 0) all.cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ');
    if (json !== undefined) {
      all['content-type'] = 'application/json';
      body = JSON.stringify(json);
    } else if (form !== undefined) body = new URLSearchParams(form);
    const response = await fetch(base + path, { method, headers: all, body, signal });
    for (const line of response.headers.getSetCookie()) store(line);
    const text = await response.text();
    let data = text;
    try {
      data = JSON.parse(text);
    } catch {
      // Some faults answer something else than JSON on purpose.
    }
    return {
      status: response.status,
      headers: response.headers,
      data,
      setCookie: response.headers.getSetCookie(),
    };
  }

  function store(line) {
    const [pair] = line.split(';');
    const [key, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (/expires=thu, 01 jan 1970/i.test(line)) jar.delete(key);
    else jar.set(key, value);
  }

  const post = (path, json, more) => send('POST', path, { json, ...more });
  const client = {
    jar,
    send,
    get: (path, token, more) => send('GET', path, { token, ...more }),
    post,
    login: async (mode = 'bearer', user = 'ada') => (await post('/auth/login', { mode, user })).data,
    refresh: (refreshToken) => post('/auth/refresh', { refreshToken }),
    form: (path, form) => send('POST', path, { form }),
    knobs: (settings) => post('/control/knobs', settings),
    expire: () => send('POST', '/control/expire'),
    release: async () => (await send('POST', '/control/release')).data.released,
    counters: async () => (await send('GET', '/control/counters')).data,
    log: async () => (await send('GET', '/control/log')).data,
  };
  return client;
}
