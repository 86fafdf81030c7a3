import { api } from './api';
import { clearTokens, setTokens, type Tokens } from './token';

export const load = (id: number) => api.get('items', { searchParams: { id } }).json();

export async function login(user: string, password: string) {
  const tokens = await api.post('auth/login', { json: { user, password } }).json<Tokens>();
  setTokens(tokens);
}

export const logout = () => {
  clearTokens();
};
