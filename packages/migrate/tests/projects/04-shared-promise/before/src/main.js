import { client } from './client';

export const load = async (id) => (await client.get(`/items/${id}`)).data;

export const login = async (user, password) => {
  const { data } = await client.post('/auth/login', { user, password });
  const { accessToken, refreshToken } = data;
  localStorage.setItem('accessToken', accessToken);
  localStorage.setItem('refreshToken', refreshToken);
};

export const logout = () => {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
};
