import axios from 'axios';

export const api = axios.create({ baseURL: 'https://api.example.com' });

const addToken = (config) => {
  const token = localStorage.getItem('accessToken');
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
};

const onRejected = async (error) => {
  const { response, config } = error;
  if (!response || response.status !== 401 || config.__isRetryRequest) {
    return Promise.reject(error);
  }
  config.__isRetryRequest = true;
  const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken: localStorage.getItem('refreshToken') });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
  config.headers.Authorization = `Bearer ${data.accessToken}`;
  return api.request(config);
};

api.interceptors.request.use(addToken, (error) => Promise.reject(error));
api.interceptors.response.use(undefined, onRejected);
