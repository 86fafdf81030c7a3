// What the plain pages share: the built package, a client made in one line, and requests that are started in one
// step of a test and looked at in another. It hands out nothing but plain data, since tests run in Node.

import everfetch from '/pkg/index.js';

const { searchParams } = new URL(location.href);
const base = searchParams.get('base');
const started = new Map();

/** @param {any} response */
const facts = (response) => response && { status: response.status, data: response.data };

/** How a call ended, without anything that cannot be copied. */
const settle = (promise) =>
  Promise.resolve(promise).then(
    (response) => ({ ok: true, ...facts(response) }),
    (error) => ({
      ok: false,
      name: error?.name,
      code: error?.code,
      message: error?.message,
      retryable: error?.retryable,
      reason: error?.reason,
      isAxiosError: error?.isAxiosError,
      cause: error?.cause && String(error.cause.message),
      response: facts(error?.response),
      refused: facts(error?.refused),
    }),
  );

/** A client of this test's sandbox; `window.api` is the last one. */
function client(session = {}, config = {}) {
  window.api = everfetch.create({
    baseURL: base,
    ...config,
    session: { refresh: '/auth/refresh', ...session },
  });
  const { api } = window;
  const ended = [];
  api.session.on('ended', ({ reason }) => ended.push(reason));
  window.ended = ended;
  return api;
}

/** Signs in at the server, by a call of its own, and hands the tokens over. */
async function signIn(user = 'ada', mode = 'bearer', changes = {}) {
  const { data } = await everfetch.post(
    `${base}/auth/login`,
    { user, mode },
    { withCredentials: mode !== 'bearer' },
  );
  await window.api.session.signIn({ ...data, ...changes });
}

/** Signs in with a token that is over by the clock of the page, though the server still takes it. */
async function signInExpired() {
  await signIn('ada', 'bearer', { expiresIn: 0.001 });
  const over = performance.now() + 5;
  while (performance.now() < over) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Starts something that a later step asks about by name. */
function start(name, promise) {
  const entry = { outcome: null };
  entry.end = settle(promise).then((outcome) => (entry.outcome = outcome));
  started.set(name, entry);
}

/** Many requests, each to a URL of its own: browsers make equal ones wait for each other. */
const many = (count, label = 'r') =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      settle(
        window.api.get('/api/items', {
          params: { page: index + 1, limit: 1, label },
          headers: { 'X-Request-Id': `${label}${index + 1}` },
        }),
      ),
    ),
  );

/** A request that the server's log knows by name. */
const get = (name, path = '/api/items', config = {}) =>
  window.api.get(path, {
    ...config,
    params: { label: name, ...config.params },
    headers: { 'X-Request-Id': name, ...config.headers },
  });

Object.assign(window, {
  everfetch,
  t: {
    base,
    client,
    signIn,
    signInExpired,
    settle,
    start,
    many,
    get,
    /** Waits for the end of what was started under a name. */
    outcome: (name) => started.get(name).end,
    /** How it ended, or null while it is under way. */
    now: (name) => started.get(name).outcome,
  },
});
