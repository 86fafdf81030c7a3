import axios from 'axios';

export const client = axios.create({ baseURL: 'https://api.example.com' });

let refreshPromise = null;

async function refreshTokens() {
  const refreshToken = localStorage.getItem('refreshToken');
  if (!refreshToken) throw new Error('No refresh token');
  const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
  return data.accessToken;
}

client.interceptors.request.use((config) => {
  const accessToken = localStorage.getItem('accessToken');
  if (accessToken) config.headers.set('Authorization', `Bearer ${accessToken}`);
  return config;
});

client.interceptors.response.use(
  (res) => res,
  async (err) => {
    const { config, response } = err;
    if (response?.status !== 401 || config._retry) return Promise.reject(err);
    config._retry = true;
    try {
      if (!refreshPromise) {
        refreshPromise = refreshTokens().finally(() => {
          refreshPromise = null;
        });
      }
      const token = await refreshPromise;
      config.headers.Authorization = `Bearer ${token}`;
      return client(config);
    } catch (e) {
      localStorage.removeItem('accessToken');
      localStorage.removeItem('refreshToken');
      window.location.assign('/login');
      return Promise.reject(e);
    }
  },
);
