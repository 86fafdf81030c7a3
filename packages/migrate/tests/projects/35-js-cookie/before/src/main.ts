import Cookies from 'js-cookie';
import { api } from './api';

export const load = async (id: number) => (await api.get(`/items/${id}`)).data;

export async function login(user: string, password: string) {
  const { data } = await api.post('/auth/login', { user, password });
  Cookies.set('accessToken', data.accessToken, { secure: true });
  Cookies.set('refreshToken', data.refreshToken, { secure: true });
}

export function logout() {
  Cookies.remove('accessToken');
  Cookies.remove('refreshToken');
}
