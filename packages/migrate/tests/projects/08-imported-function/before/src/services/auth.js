import api from './api';
import { clearTokens, setTokens } from './token';

export async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password });
  setTokens(data.accessToken, data.refreshToken);
  return data.user;
}

export function logout() {
  clearTokens();
  window.location.href = '/login';
}
