import axios from 'axios';
import { useAuthStore } from './store/auth';

export const api = axios.create({ baseURL: 'https://api.example.com' });

api.interceptors.request.use((config) => {
  const { accessToken } = useAuthStore.getState();
  if (accessToken) config.headers.Authorization = `Bearer ${accessToken}`;
  return config;
});

let refreshing: Promise<string> | null = null;

api.interceptors.response.use(
  (r) => r,
  async (error) => {
    const original = error.config;
    if (error.response?.status !== 401 || original._retry) return Promise.reject(error);
    original._retry = true;

    refreshing ??= axios
      .post('https://api.example.com/auth/refresh', { refreshToken: useAuthStore.getState().refreshToken })
      .then(({ data }) => {
        useAuthStore.getState().setTokens(data.accessToken, data.refreshToken);
        return data.accessToken;
      })
      .catch((e) => {
        useAuthStore.getState().logout();
        window.location.href = '/login';
        throw e;
      })
      .finally(() => {
        refreshing = null;
      });

    const token = await refreshing;
    original.headers.Authorization = `Bearer ${token}`;
    return api(original);
  },
);
