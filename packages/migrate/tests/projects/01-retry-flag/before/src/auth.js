import api from './api';

export const login = async (user, password) => {
  const response = await api.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', response.data.accessToken);
  localStorage.setItem('refreshToken', response.data.refreshToken);
};

export const logout = async () => {
  await api.post('/auth/logout');
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
};

export const isLoggedIn = () => Boolean(localStorage.getItem('accessToken'));
