import './interceptors';
import api from './api';
import { logOut, setCredentials, store } from './store';

export const load = async (id) => (await api.get(`/items/${id}`)).data;

export async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password });
  store.dispatch(setCredentials({ accessToken: data.accessToken, refreshToken: data.refreshToken }));
}

export const logout = () => {
  store.dispatch(logOut());
};
