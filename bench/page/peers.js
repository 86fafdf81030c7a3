// Every library with a session, set up as its own documentation shows: GET and POST of JSON with a bearer token that is
// renewed after a 401. `bare` is what the platform does by itself: fetch with the header, and no renewal.

import everfetch from 'everfetch';
import { createAlova } from 'alova';
import { createServerTokenAuthentication } from 'alova/client';
import alovaFetch from 'alova/fetch';
import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import ky from 'ky';
import { ofetch } from 'ofetch';
import wretch from 'wretch';
import { Xior } from 'xior';
import errorRetry from 'xior/plugins/error-retry';
import setupTokenRefresh from 'xior/plugins/token-refresh';

const bearer = (tokens) => `Bearer ${tokens.accessToken}`;

/** The refresh call of all peers, by fetch. */
const renew = async (base, tokens) => {
  const response = await fetch(`${base}/auth/refresh`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refreshToken: tokens.refreshToken }),
  });
  if (!response.ok) throw new Error(`the refresh was refused with ${response.status}`);
  Object.assign(tokens, await response.json());
};

const bare = (base, tokens) => ({
  async get(path) {
    const response = await fetch(base + path, { headers: { Authorization: bearer(tokens) } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  },
  async post(path, data) {
    const response = await fetch(base + path, {
      method: 'POST',
      headers: { Authorization: bearer(tokens), 'Content-Type': 'application/json' },
      body: JSON.stringify(data),
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  },
  renew: () => renew(base, tokens),
});

let sessions = 0;
const ours = async (base, tokens) => {
  const api = everfetch.create({
    baseURL: base,
    session: { id: `bench-${++sessions}`, refresh: '/auth/refresh', storage: 'session' },
  });
  await api.session.signIn(tokens);
  return {
    get: async (path) => (await api.get(path)).data,
    post: async (path, data) => (await api.post(path, data)).data,
    api,
  };
};

const withAxios = (adapter) => (base, tokens) => {
  const api = axios.create({ baseURL: base, adapter });
  api.interceptors.request.use((config) => {
    config.headers.Authorization = bearer(tokens);
    return config;
  });
  createAuthRefresh(api, async (failed) => {
    await renew(base, tokens);
    failed.response.config.headers.Authorization = bearer(tokens);
  });
  return {
    get: async (path) => (await api.get(path)).data,
    post: async (path, data) => (await api.post(path, data)).data,
  };
};

const withXior = (base, tokens) => {
  const api = Xior.create({ baseURL: base });
  api.interceptors.request.use((config) => {
    config.headers.Authorization = bearer(tokens);
    return config;
  });
  const shouldRefresh = (response) => response?.status === 401;
  api.plugins.use(
    errorRetry({ enableRetry: (_, error) => (shouldRefresh(error?.response) ? true : undefined) }),
  );
  setupTokenRefresh(api, {
    shouldRefresh,
    refreshToken: () => renew(base, tokens),
  });
  return {
    get: async (path) => (await api.get(path)).data,
    post: async (path, data) => (await api.post(path, data)).data,
  };
};

const withAlova = (base, tokens) => {
  const { onAuthRequired, onResponseRefreshToken } = createServerTokenAuthentication({
    assignToken: (method) => {
      method.config.headers.Authorization = bearer(tokens);
    },
    refreshTokenOnSuccess: {
      isExpired: (response) => response.status === 401,
      handler: () => renew(base, tokens),
    },
  });
  const alova = createAlova({
    baseURL: base,
    requestAdapter: alovaFetch(),
    cacheFor: null,
    shareRequest: false,
    beforeRequest: onAuthRequired(),
    responded: onResponseRefreshToken(async (response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    }),
  });
  return {
    get: async (path) => alova.Get(path),
    post: async (path, data) => alova.Post(path, data),
  };
};

const withOfetch = (base, tokens) => {
  const api = ofetch.create({
    baseURL: base,
    retry: 0,
    onRequest({ options }) {
      options.headers.set('Authorization', bearer(tokens));
    },
  });
  return { get: (path) => api(path), post: (path, body) => api(path, { method: 'POST', body }) };
};

const withKy = (base, tokens) => {
  const api = ky.create({
    retry: 0,
    hooks: { beforeRequest: [({ request }) => request.headers.set('Authorization', bearer(tokens))] },
  });
  return {
    get: (path) => api(base + path).json(),
    post: (path, json) => api.post(base + path, { json }).json(),
  };
};

const withWretch = (base, tokens) => {
  const api = wretch(base).defer((request) => request.auth(bearer(tokens)));
  return { get: (path) => api.get(path).json(), post: (path, data) => api.post(data, path).json() };
};

export const PEERS = {
  fetch: bare,
  'fetch again': bare,
  everfetch: ours,
  'axios (fetch) + axios-auth-refresh': withAxios('fetch'),
  'axios (xhr) + axios-auth-refresh': withAxios('xhr'),
  alova: withAlova,
  ky: withKy,
  ofetch: withOfetch,
  wretch: withWretch,
  xior: withXior,
};
