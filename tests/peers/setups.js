// Clients with renewal, each set up as its own documentation shows it. tests/peers counts what they make of a situation,
// bench/ measures what they cost. The caller decides where the tokens are.

import { createAlova } from 'alova';
import { createServerTokenAuthentication } from 'alova/client';
import alovaFetch from 'alova/fetch';
import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import xior from 'xior';
import errorRetry from 'xior/plugins/error-retry';
import setupTokenRefresh from 'xior/plugins/token-refresh';

/**
 * @typedef {object} Tokens
 * @property {() => string} access the access token of now
 * @property {() => Promise<string>} refresh renews it
 */

const isRefused = (response) => response?.status === 401;

/** What axios and its lookalikes share. */
const shaped = (api) => ({
  get: async (path, signal) => (await api.get(path, { signal })).data,
  post: async (path, data) => (await api.post(path, data)).data,
});

const carrying = (api, tokens) =>
  api.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${tokens.access()}`;
    return config;
  });

/** @param {string} base @param {Tokens} tokens @param {object} [options] @param {string} [adapter] */
export function axiosAuthRefresh(base, tokens, options, adapter) {
  const api = axios.create({ baseURL: base, adapter });
  carrying(api, tokens);
  const renew = async (failed) => {
    failed.response.config.headers.Authorization = `Bearer ${await tokens.refresh()}`;
  };
  createAuthRefresh(api, renew, options);
  return shaped(api);
}

/** @param {string} base @param {Tokens} tokens */
export function withAlova(base, tokens) {
  const { onAuthRequired, onResponseRefreshToken } = createServerTokenAuthentication({
    assignToken(method) {
      method.config.headers.Authorization = `Bearer ${tokens.access()}`;
    },
    refreshTokenOnSuccess: {
      isExpired: isRefused,
      handler: async () => void (await tokens.refresh()),
    },
  });
  const api = createAlova({
    baseURL: base,
    requestAdapter: alovaFetch(),
    cacheFor: null,
    // Requests that are alike would be one: then nothing could be counted.
    shareRequest: false,
    beforeRequest: onAuthRequired(),
    responded: onResponseRefreshToken(async (response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    }),
  });
  return {
    get(path, signal) {
      const method = api.Get(path);
      signal?.addEventListener('abort', () => method.abort());
      return method.send();
    },
    post: (path, data) => api.Post(path, data).send(),
  };
}

/** @param {string} base @param {Tokens} tokens */
export function withXior(base, tokens) {
  const api = xior.create({ baseURL: base });
  carrying(api, tokens);
  api.plugins.use(
    errorRetry({
      enableRetry: (_, error) => (error?.response && isRefused(error.response) ? true : false),
    }),
  );
  setupTokenRefresh(api, {
    shouldRefresh: isRefused,
    refreshToken: async () => void (await tokens.refresh()),
  });
  return shaped(api);
}
