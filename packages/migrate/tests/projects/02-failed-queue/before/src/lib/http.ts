import axios, { AxiosError, AxiosInstance, AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import { API_URL, TOKEN_KEY, REFRESH_KEY } from '../config';

interface RetryConfig extends AxiosRequestConfig {
  _retry?: boolean;
}

interface QueueItem {
  resolve: (token: string | null) => void;
  reject: (error: unknown) => void;
}

export const http: AxiosInstance = axios.create({ baseURL: API_URL, timeout: 10000, headers: { 'Content-Type': 'application/json' } });

let isRefreshing = false;
let failedQueue: QueueItem[] = [];

const processQueue = (error: unknown, token: string | null = null) => {
  failedQueue.forEach((prom) => {
    if (error) {
      prom.reject(error);
    } else {
      prom.resolve(token);
    }
  });

  failedQueue = [];
};

http.interceptors.request.use((config: InternalAxiosRequestConfig) => {
  const token = localStorage.getItem(TOKEN_KEY);
  if (token && config.headers) {
    config.headers.Authorization = `Bearer ${token}`;
  }
  return config;
});

http.interceptors.response.use(
  (response) => response,
  (error: AxiosError) => {
    const originalRequest = error.config as RetryConfig;

    if (error.response?.status === 401 && !originalRequest._retry) {
      if (isRefreshing) {
        return new Promise(function (resolve, reject) {
          failedQueue.push({ resolve, reject });
        })
          .then((token) => {
            originalRequest.headers!['Authorization'] = 'Bearer ' + token;
            return http(originalRequest);
          })
          .catch((err) => {
            return Promise.reject(err);
          });
      }

      originalRequest._retry = true;
      isRefreshing = true;

      const refreshToken = localStorage.getItem(REFRESH_KEY);
      return new Promise(function (resolve, reject) {
        axios
          .post(`${API_URL}/auth/refresh`, { refreshToken })
          .then(({ data }) => {
            localStorage.setItem(TOKEN_KEY, data.token);
            localStorage.setItem(REFRESH_KEY, data.refreshToken);
            http.defaults.headers.common['Authorization'] = 'Bearer ' + data.token;
            originalRequest.headers!['Authorization'] = 'Bearer ' + data.token;
            processQueue(null, data.token);
            resolve(http(originalRequest));
          })
          .catch((err) => {
            processQueue(err, null);
            localStorage.removeItem(TOKEN_KEY);
            localStorage.removeItem(REFRESH_KEY);
            window.location.href = '/login';
            reject(err);
          })
          .finally(() => {
            isRefreshing = false;
          });
      });
    }

    return Promise.reject(error);
  },
);
