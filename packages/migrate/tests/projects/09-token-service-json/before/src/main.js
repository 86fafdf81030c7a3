import api from './services/api';
import AuthService from './services/auth.service';

export const load = (id) => api.get('/items/' + id).then((response) => response.data);
export const login = (user, password) => AuthService.login(user, password);
export const logout = () => AuthService.logout();
