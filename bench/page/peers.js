// Every library with a session, set up as its own documentation shows: GET and POST of JSON with a bearer token that is
// renewed after a 401. `bare` is the platform alone: fetch with the header, and no renewal.

import everfetch from 'everfetch';
import asJavaScript from 'everfetch/javascript';
import ky from 'ky';
import { ofetch } from 'ofetch';
import wretch from 'wretch';
import { axiosAuthRefresh, withAlova, withXior } from '../../tests/peers/setups.js';

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

const held = (base, tokens) => ({
  access: () => tokens.accessToken,
  async refresh() {
    await renew(base, tokens);
    return tokens.accessToken;
  },
});

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
/** @param {typeof everfetch} library */
const ours = (library) => async (base, tokens) => {
  const api = library.create({
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
    hooks: { beforeRequest: [(request) => request.headers.set('Authorization', bearer(tokens))] },
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
  everfetch: ours(everfetch),
  'everfetch/javascript': ours(asJavaScript),
  'axios (fetch) + axios-auth-refresh': (base, tokens) =>
    axiosAuthRefresh(base, held(base, tokens), {}, 'fetch'),
  'axios (xhr) + axios-auth-refresh': (base, tokens) => axiosAuthRefresh(base, held(base, tokens), {}, 'xhr'),
  alova: (base, tokens) => withAlova(base, held(base, tokens)),
  ky: withKy,
  ofetch: withOfetch,
  wretch: withWretch,
  xior: (base, tokens) => withXior(base, held(base, tokens)),
};
