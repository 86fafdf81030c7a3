// The interceptor that applications write by hand: one refresh at a time, everybody else queues behind it.

import axios from 'axios';

export function createClient({ baseURL, adapter, tokens }) {
  const api = axios.create({ baseURL, adapter });

  api.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${tokens.read().accessToken}`;
    return config;
  });

  let isRefreshing = false;
  let queue = [];

  const settleQueue = (error) => {
    for (const { resolve, reject } of queue) {
      if (error) reject(error);
      else resolve();
    }
    queue = [];
  };

  api.interceptors.response.use(undefined, async (error) => {
    const { config, response } = error;
    if (response?.status !== 401 || config.isRetry) throw error;
    config.isRetry = true;

    if (isRefreshing) {
      await new Promise((resolve, reject) => queue.push({ resolve, reject }));
      return api(config);
    }

    isRefreshing = true;
    try {
      const { refreshToken } = tokens.read();
      const { data } = await axios.post('/auth/refresh', { refreshToken }, { baseURL, adapter });
      tokens.write(data);
      settleQueue(null);
    } catch (failure) {
      settleQueue(failure);
      tokens.clear(); // and off to the login page
      throw failure;
    } finally {
      isRefreshing = false;
    }
    return api(config);
  });

  return api;
}
