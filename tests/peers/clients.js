// The clients that are compared, each set up as its own documentation in the installed package shows it; where that
// shows nothing, in the plainest way. All keep their tokens in localStorage, which every tab sees; a failed refresh throws
// them away only where the recipe does so. What is measured with them is decided in measure.mjs.

import axios from 'axios';
import everfetch from 'everfetch';
import ky from 'ky';
import { axiosAuthRefresh, withAlova, withXior } from './setups.js';

const base = new URL(location.href).searchParams.get('base');

const tokens = {
  access: () => localStorage.getItem('access'),
  keep({ accessToken, refreshToken }) {
    localStorage.setItem('access', accessToken);
    localStorage.setItem('refresh', refreshToken);
  },
  forget: () => localStorage.clear(),
};

/** The refresh call itself, the same for all that are told how. */
async function refresh() {
  const response = await fetch(`${base}/auth/refresh`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refreshToken: localStorage.getItem('refresh') }),
  });
  if (!response.ok) throw new Error(`refresh: ${response.status}`);
  tokens.keep(await response.json());
  return tokens.access();
}

const plain = { signIn: tokens.keep };
const kept = { access: tokens.access, refresh };

/** The interceptor of docs/migrating.md. */
function handWritten() {
  const api = axios.create({ baseURL: base });
  let isRefreshing = false;
  let queue = [];
  api.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${tokens.access()}`;
    return config;
  });
  api.interceptors.response.use(undefined, async (error) => {
    const original = error.config;
    if (error.response?.status !== 401 || original._retry) throw error;
    original._retry = true;
    if (isRefreshing) {
      await new Promise((resolve, reject) => queue.push({ resolve, reject }));
      return api(original);
    }
    isRefreshing = true;
    try {
      await refresh();
      queue.forEach(({ resolve }) => resolve());
      return api(original);
    } catch (failure) {
      queue.forEach(({ reject }) => reject(failure));
      tokens.forget();
      throw failure;
    } finally {
      queue = [];
      isRefreshing = false;
    }
  });
  return { ...plain, get: async (path, signal) => (await api.get(path, { signal })).data };
}

/** @param {() => Promise<string>} renew */
function withKy(renew) {
  const api = ky.create({
    // Its own retries of 429 and 5xx would hide what is asked here.
    retry: { limit: 1, statusCodes: [] },
    hooks: {
      beforeRequest: [(request) => void request.headers.set('Authorization', `Bearer ${tokens.access()}`)],
      afterResponse: [
        async (request, _options, response, state) => {
          if (response.status !== 401 || state.retryCount !== 0) return;
          const headers = new Headers(request.headers);
          headers.set('Authorization', `Bearer ${await renew()}`);
          return ky.retry({ request: new Request(request, { headers }), code: 'TOKEN_REFRESHED' });
        },
      ],
    },
  });
  return { ...plain, get: (path, signal) => api.get(base + path, { signal }).json() };
}

/** The promise that everybody shares while it is under way. */
function shared() {
  let flight;
  return () => (flight ??= refresh().finally(() => (flight = undefined)));
}

function withEverfetch() {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
  return {
    signIn: (data) => api.session.signIn(data),
    ready: () => api.session.ready(),
    get: async (path, signal) => (await api.get(path, { signal })).data,
  };
}

const makers = {
  'axios, hand-written interceptor': handWritten,
  'axios + axios-auth-refresh': () => ({ ...plain, ...axiosAuthRefresh(base, kept) }),
  'the same, `deduplicateRefresh: false`': () => ({
    ...plain,
    ...axiosAuthRefresh(base, kept, { deduplicateRefresh: false }),
  }),
  alova: () => ({ ...plain, ...withAlova(base, kept) }),
  'ky, as its readme has it': () => withKy(refresh),
  'ky, with a shared promise': () => withKy(shared()),
  xior: () => ({ ...plain, ...withXior(base, kept) }),
  everfetch: withEverfetch,
};

window.names = Object.keys(makers);
window.make = (name) => (window.client = makers[name]());

/** How many of so many requests are answered; none is waited for longer than ten seconds. */
window.ask = async (count, path = '/api/items?limit=1') => {
  const late = (promise) =>
    Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 10_000))]);
  const all = Array.from({ length: count }, (_, n) => late(window.client.get(`${path}&page=${n + 1}`)));
  return (await Promise.allSettled(all)).filter(({ status }) => status === 'fulfilled').length;
};
