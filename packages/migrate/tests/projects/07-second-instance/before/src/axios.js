import axios from 'axios';

const baseURL = 'https://api.example.com';

// Without interceptors, for the refresh.
const plain = axios.create({ baseURL });

const axiosInstance = axios.create({
  baseURL,
  timeout: 5000,
  headers: {
    accept: 'application/json',
  },
});

axiosInstance.interceptors.request.use((config) => {
  const access = localStorage.getItem('access');
  if (access) {
    config.headers.Authorization = `Bearer ${access}`;
  }
  return config;
});

axiosInstance.interceptors.response.use(
  (response) => response,
  async (error) => {
    const originalRequest = error.config;

    if (error.response.status === 401 && originalRequest.url === '/token/refresh/') {
      window.location.href = '/login/';
      return Promise.reject(error);
    }

    if (error.response.status === 401 && !originalRequest._retry) {
      originalRequest._retry = true;
      const refresh = localStorage.getItem('refresh');
      return plain
        .post('/token/refresh/', { refresh })
        .then((response) => {
          localStorage.setItem('access', response.data.access);
          localStorage.setItem('refresh', response.data.refresh);
          originalRequest.headers['Authorization'] = 'Bearer ' + response.data.access;
          return axiosInstance(originalRequest);
        })
        .catch((err) => {
          localStorage.removeItem('access');
          localStorage.removeItem('refresh');
          window.location.href = '/login/';
          return Promise.reject(err);
        });
    }
    return Promise.reject(error);
  },
);

export default axiosInstance;
