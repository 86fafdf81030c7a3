import api from './services/api';

export { login, logout } from './services/auth';
export const load = (id) => api.get(`/items/${id}`).then(({ data }) => data);
