import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
const api = axios.create({ baseURL: '/s/cold' });
api.interceptors.request.use((config) => {
  const token = localStorage.accessToken;
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});
createAuthRefresh(api, async (failed) => {
  const { data } = await axios.post('/s/cold/auth/refresh', { refreshToken: localStorage.refreshToken });
  localStorage.accessToken = data.accessToken;
  failed.response.config.headers.Authorization = `Bearer ${data.accessToken}`;
});
api.get('/api/me').then(({ data }) => (document.title = `${performance.now()} ${data.user}`));
