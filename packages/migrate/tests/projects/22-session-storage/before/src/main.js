import { api } from './api';

export const load = async (id) => (await api.get(`/items/${id}`)).data;

export async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password });
  sessionStorage.setItem('accessToken', data.accessToken);
  sessionStorage.setItem('refreshToken', data.refreshToken);
}

export function logout() {
  sessionStorage.removeItem('accessToken');
  sessionStorage.removeItem('refreshToken');
}
