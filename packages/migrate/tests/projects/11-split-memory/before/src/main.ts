import { api, setAccessToken } from './api';

export const load = async (id: number) => (await api.get(`/items/${id}`)).data;

export const login = async (user: string, password: string) => {
  const { data } = await api.post('/auth/login', { user, password });
  setAccessToken(data.accessToken);
};

export const logout = async () => {
  await api.post('/auth/logout');
  setAccessToken(null);
};
