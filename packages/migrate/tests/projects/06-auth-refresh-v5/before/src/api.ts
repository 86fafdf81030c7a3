import axios from 'axios';
import type { AxiosError } from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';

export const api = axios.create({ baseURL: 'https://api.example.com' });

api.interceptors.request.use((config) => {
  const token = localStorage.getItem('token');
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});

createAuthRefresh(
  api,
  async (failed: AxiosError) => {
    try {
      const { data } = await axios.post('https://api.example.com/auth/refresh', {
        refreshToken: localStorage.getItem('refreshToken'),
      });
      localStorage.setItem('token', data.token);
      localStorage.setItem('refreshToken', data.refreshToken);
      failed.response!.config.headers.Authorization = `Bearer ${data.token}`;
    } catch (error) {
      localStorage.removeItem('token');
      localStorage.removeItem('refreshToken');
      window.location.replace('/login');
      return Promise.reject(error);
    }
  },
  { statusCodes: [401, 403], deduplicateRefresh: true },
);
