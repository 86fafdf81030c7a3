import http from './http';

export const load = async (id: number) => (await http.get(`/items/${id}`)).data;

export async function login(user: string, password: string) {
  const { data } = await http.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
}

export function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}
