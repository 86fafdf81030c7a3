import { api } from './api';

export const load = (id) => api.get(`items/${id}`).json();

export async function login(user, password) {
  const data = await api.post('auth/login', { json: { user, password } }).json();
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
}

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
