import { api } from './api';

export const load = (id) => api.get(`items/${id}`).json();

export async function login(user, password) {
  const { accessToken, refreshToken } = await api.post('auth/login', { json: { user, password } }).json();
  localStorage.setItem('accessToken', accessToken);
  localStorage.setItem('refreshToken', refreshToken);
}

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
