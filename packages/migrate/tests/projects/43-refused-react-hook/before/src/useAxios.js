import axios from 'axios';
import { useEffect } from 'react';
import { api } from './api';

export function useAxios() {
  useEffect(() => {
    const id = api.interceptors.response.use((response) => response, async (error) => {
      const original = error.config;
      if (error.response?.status === 401 && !original._retry) {
        original._retry = true;
        try {
          const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken: localStorage.getItem('refreshToken') });
          localStorage.setItem('accessToken', data.accessToken);
          localStorage.setItem('refreshToken', data.refreshToken);
          original.headers.Authorization = `Bearer ${data.accessToken}`;
          return api(original);
        } catch (e) {
          localStorage.removeItem('accessToken');
          localStorage.removeItem('refreshToken');
          window.location.href = '/login';
          return Promise.reject(e);
        }
      }
      return Promise.reject(error);
    });

    return () => api.interceptors.response.eject(id);
  }, []);
  return api;
}
