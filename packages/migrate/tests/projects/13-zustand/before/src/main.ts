import { api } from './api';
import { useAuthStore } from './store/auth';

export const load = async (id: number) => (await api.get(`/items/${id}`)).data;

export async function login(user: string, password: string) {
  const { data } = await api.post('/auth/login', { user, password });
  useAuthStore.getState().setTokens(data.accessToken, data.refreshToken);
}

export function logout() {
  useAuthStore.getState().logout();
}
