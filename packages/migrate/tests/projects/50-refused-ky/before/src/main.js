import { api } from './api';

export const load = (id) => api.get(`items/${id}`).json();
