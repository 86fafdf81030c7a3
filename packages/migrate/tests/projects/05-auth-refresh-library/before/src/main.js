import api from './api';

export const load = (id) => api.get(`/items/${id}`).then((r) => r.data);

export async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password }, { skipAuthRefresh: true });
  localStorage.setItem('token', data.token);
  localStorage.setItem('refreshToken', data.refreshToken);
}

export async function logout() {
  localStorage.clear();
}
