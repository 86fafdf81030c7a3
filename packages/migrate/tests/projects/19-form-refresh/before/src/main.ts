import { api } from './api';

export const load = async (id: number) => (await api.get(`/items/${id}`)).data;

export async function login(user: string, password: string) {
  const { data } = await api.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', data.access_token);
  localStorage.setItem('refreshToken', data.refresh_token);
}

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
