import axios from 'axios';
import api from './api';
import { logOut, setCredentials, store } from './store';

api.interceptors.request.use((config) => {
  const token = store.getState().auth.accessToken;
  if (token) {
    config.headers.Authorization = `Bearer ${token}`;
  }
  return config;
});

api.interceptors.response.use(
  (response) => response,
  async (error) => {
    const originalRequest = error.config;
    if (error.response?.status === 401 && !originalRequest._retry) {
      originalRequest._retry = true;
      try {
        const { data } = await axios.post('https://api.example.com/auth/refresh', {
          refreshToken: store.getState().auth.refreshToken,
        });
        store.dispatch(setCredentials({ accessToken: data.accessToken, refreshToken: data.refreshToken }));
        originalRequest.headers.Authorization = `Bearer ${data.accessToken}`;
        return api(originalRequest);
      } catch (err) {
        store.dispatch(logOut());
        return Promise.reject(err);
      }
    }
    return Promise.reject(error);
  },
);
