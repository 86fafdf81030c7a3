import api from './api';

export const load = async (id) => {
  const { data } = await api.get(`/items/${id}`);
  return data;
};

export async function login(email, password) {
  const { data } = await api.post('/auth/login', { email, password });
  return data.user;
}

export async function logout() {
  await api.post('/auth/logout');
}
