// axios with axios-auth-refresh, set up as its documentation shows.

import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';

export function createClient({ baseURL, adapter, tokens, options }) {
  const api = axios.create({ baseURL, adapter });

  api.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${tokens.read().accessToken}`;
    return config;
  });

  const refresh = async (failed) => {
    const { refreshToken } = tokens.read();
    const { data } = await axios.post('/auth/refresh', { refreshToken }, { baseURL, adapter });
    tokens.write(data);
    failed.response.config.headers.Authorization = `Bearer ${data.accessToken}`;
  };

  createAuthRefresh(api, refresh, options);
  return api;
}
