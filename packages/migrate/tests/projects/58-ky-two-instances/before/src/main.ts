import { api } from './api';

export { login, logout } from './api';

export const load = (id: number) => api.get(`/items/${id}`).json();
