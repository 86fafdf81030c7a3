import { http } from './lib/http';
import { REFRESH_KEY, TOKEN_KEY } from './config';

type Item = { ok: boolean };

export async function load(id: number) {
  const { data } = await http.get<Item>(`/items/${id}`);
  return data;
}

export async function login(user: string, password: string) {
  const { data } = await http.post('/auth/login', { user, password });
  localStorage.setItem(TOKEN_KEY, data.token);
  localStorage.setItem(REFRESH_KEY, data.refreshToken);
  return data.user;
}

export function logout() {
  localStorage.removeItem(TOKEN_KEY);
  localStorage.removeItem(REFRESH_KEY);
  window.location.href = '/login';
}
