// A fetch that plays an API with one valid access token, in the test's own process: it records every call, and the
// test decides what is answered and when. Tokens are `access-n` and `refresh-n`.
import { vi } from 'vitest';
import everfetch from 'everfetch';

export const BASE = 'https://api.example';

export const json = (value, status = 200, headers = {}) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });

/** A promise with its resolvers. */
export const later = () => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

// Some tests replace the timers.
const { setImmediate } = globalThis;

/** Until the promises that are ready, and those that they start, have been dealt with, however many they are. */
export const turns = () => new Promise((resolve) => setImmediate(resolve));

/** So many steps of a function that awaits what is there already. @param {number} count */
export const microtasks = async (count) => {
  for (let i = 0; i < count; i++) await null;
};

/**
 * A page that shares its session with no other tab: without locks it would wait before each refresh for tabs that
 * might want the same. What tabs do together has tests of its own.
 */
export const alone = () => (typeof document === 'object' && !navigator.locks ? { shareTabs: false } : {});

const isRefreshPath = (path) => path.endsWith('/auth/refresh');

/** Until a later task. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {{ refresh?: (call: any) => any, request?: (call: any) => any }} [answers] in place of the usual ones */
export function fakeServer(answers = {}) {
  const server = {
    generation: 1,
    calls: [],
    tokens: () => ({
      accessToken: `access-${server.generation}`,
      refreshToken: `refresh-${server.generation}`,
      expiresIn: 3600,
    }),
    /** The next generation, whose predecessors are refused from now on. */
    rotate() {
      server.generation++;
      server.isExpired = false;
      return json(server.tokens());
    },
    expire() {
      server.isExpired = true;
    },
    isAccepted: (call) =>
      !server.isExpired && call.headers.authorization === `Bearer access-${server.generation}`,
    answer(call) {
      return server.isAccepted(call)
        ? json({ ok: true, path: call.path })
        : json({ why: 'expired', path: call.path }, 401);
    },
    refresh: (call) => (answers.refresh ? answers.refresh(call, server) : server.rotate()),
    get refreshes() {
      return server.calls.filter(({ path }) => isRefreshPath(path));
    },
    get requests() {
      return server.calls.filter(({ path }) => !isRefreshPath(path));
    },
    create: (session, config) =>
      everfetch.create({
        baseURL: BASE,
        session: { refresh: '/auth/refresh', ...alone(), ...session },
        ...config,
      }),
    async signedIn(session, config) {
      const api = server.create(session, config);
      await api.session.signIn(server.tokens());
      return api;
    },
  };

  vi.stubGlobal('fetch', (input, options = {}) => {
    // axios's fetch adapter hands over a Request, everything else a URL and options.
    const isRequest = input instanceof Request;
    const init = isRequest ? input : options;
    const url = isRequest ? input.url : String(input);
    const { pathname, search, origin } = new URL(url);
    const call = {
      url,
      origin,
      path: pathname,
      search,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body,
      init,
    };
    server.calls.push(call);
    const answered = new Promise((resolve) => {
      const isRefresh = isRefreshPath(pathname);
      resolve(isRefresh ? server.refresh(call) : (answers.request ?? server.answer)(call, server));
    });
    if (!init.signal) return answered;
    const aborted = new Promise((_, reject) =>
      init.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
    );
    aborted.catch(() => {});
    return Promise.race([answered, aborted]);
  });
  return server;
}

/** What a promise was rejected with. */
export const rejection = (promise) =>
  promise.then(
    (value) => {
      throw new Error(`was not rejected, but gave ${JSON.stringify(value?.data ?? value)}`);
    },
    (error) => error,
  );

/** What a call throws. @param {() => unknown} act */
export const thrown = (act) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
