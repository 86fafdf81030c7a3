import { api } from './api';
import { signIn, signOut } from '@company/accounts';

export const load = async (id) => (await api.get(`/items/${id}`)).data;
export const login = signIn;
export const logout = signOut;
