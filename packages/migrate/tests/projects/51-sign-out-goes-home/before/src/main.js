import { api } from './api';

export const load = async (id) => (await api.get(`/items/${id}`)).data;

export async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
}

function forget() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}

export async function logout() {
  forget();
  // The welcome page, and not the form.
  window.location.assign('/welcome');
}
