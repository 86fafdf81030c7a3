import api from './api';
export { login, logout } from './auth';

export const load = (id) => api.get(`/items/${id}`).then(({ data }) => data);
