import { api } from './api';

export const load = (id: number) => api.get(`/items/${id}`).then((r) => r.data);

export async function login(user: string, password: string) {
  const res = await api.post('/auth/login', { user, password });
  localStorage.setItem('token', res.data.token);
  localStorage.setItem('refreshToken', res.data.refreshToken);
}

export const logout = () => localStorage.clear();
