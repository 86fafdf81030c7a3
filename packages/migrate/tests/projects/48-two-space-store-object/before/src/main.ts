import { api } from './api';
import { storage } from './storage';

export const load = async (id: number) => (await api.get(`/items/${id}`)).data;

export async function login(user: string, password: string) {
  const { data } = await api.post('/auth/login', { user, password });
  storage.setToken(data.accessToken);
  storage.setRefreshToken(data.refreshToken);
}

export function logout() {
  storage.clear();
}
