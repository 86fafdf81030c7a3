import axios from 'axios';
import { storage } from './storage';

export const api = axios.create({ baseURL: 'https://api.example.com' });

api.interceptors.request.use((config) => {
  const token = storage.getToken();
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});

api.interceptors.response.use((response) => response, async (error) => {
  const original = error.config;
  if (error.response?.status === 401 && !original._retry) {
    original._retry = true;
    try {
      const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken: storage.getRefreshToken() });
      storage.setToken(data.accessToken);
      storage.setRefreshToken(data.refreshToken);
      original.headers.Authorization = `Bearer ${data.accessToken}`;
      return api(original);
    } catch (e) {
      storage.clear();
      window.location.href = '/login';
      return Promise.reject(e);
    }
  }
  return Promise.reject(error);
});
