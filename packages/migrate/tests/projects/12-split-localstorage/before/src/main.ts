import $api from './http';

export const load = (id: number) => $api.get(`/items/${id}`).then((response) => response.data);

export async function login(email: string, password: string) {
  try {
    const response = await $api.post('/login', { email, password });
    localStorage.setItem('token', response.data.accessToken);
  } catch (e) {
    throw e;
  }
}

export async function logout() {
  await $api.post('/logout');
  localStorage.removeItem('token');
}
