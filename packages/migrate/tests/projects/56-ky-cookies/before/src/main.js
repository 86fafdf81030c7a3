import client from './api';

export const load = async (id) => {
  const response = await client(`items/${id}`);
  return response.json();
};

export async function login(email, password) {
  const data = await client.post('auth/login', { json: { email, password } }).json();
  return data.user;
}

export async function logout() {
  await client.post('auth/logout');
}
