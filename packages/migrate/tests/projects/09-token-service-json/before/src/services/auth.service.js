import api from './api';
import TokenService from './token.service';

class AuthService {
  login(username, password) {
    return api.post('/auth/login', { username, password }).then((response) => {
      if (response.data.accessToken) {
        TokenService.setUser(response.data);
      }
      return response.data;
    });
  }

  logout() {
    TokenService.removeUser();
  }
}

export default new AuthService();
