import { api } from './api';
import { useAuth } from './store';

export const load = (id: number) => api.get(`items/${id}`).json();

export async function login(user: string, password: string) {
  const { token } = await api.post('auth/login', { json: { user, password } }).json<{ token: string }>();
  useAuth.getState().setToken(token);
}

export async function logout() {
  await api.post('auth/logout');
  useAuth.getState().clear();
}
