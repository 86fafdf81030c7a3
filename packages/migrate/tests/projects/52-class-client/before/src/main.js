import { api } from './api-client';

export const load = async (id) => (await api.get(`/items/${id}`)).data;
export const login = (user, password) => api.login(user, password);

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
