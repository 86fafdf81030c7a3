import axios from 'axios';

export const api = axios.create({ baseURL: 'https://api.example.com' });

api.interceptors.request.use((config) => {
  const token = localStorage.getItem('accessToken');
  if (token) config.headers.Authorization = `Bearer ${token}`;
  return config;
});

api.interceptors.response.use((response) => response, async (error) => {
  const original = error.config;
  if (error.response?.status === 401 && !original._retry) {
    original._retry = true;
    try {
      const { data } = await axios.post('https://api.example.com/connect/token', new URLSearchParams({ grant_type: 'refresh_token', refresh_token: localStorage.getItem('refreshToken') ?? '', client_id: 'spa' }), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
      localStorage.setItem('accessToken', data.access_token);
      localStorage.setItem('refreshToken', data.refresh_token);
      original.headers.Authorization = `Bearer ${data.access_token}`;
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
