import './setup';
import axios from 'axios';

export const load = async (id) => (await axios.get(`/items/${id}`)).data;

export async function login(user, password) {
  const { data } = await axios.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
}

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
