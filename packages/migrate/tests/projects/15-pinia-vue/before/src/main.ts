import api from './api';

export { login, logout } from './Login.vue';
export const load = async (id: number) => (await api.get(`/items/${id}`)).data;
