import axios from 'axios';
import createAuthRefreshInterceptor from 'axios-auth-refresh';

const api = axios.create({ baseURL: 'https://api.example.com' });

function getAccessToken() {
  return localStorage.getItem('token');
}

api.interceptors.request.use((request) => {
  request.headers['Authorization'] = `Bearer ${getAccessToken()}`;
  return request;
});

const refreshAuthLogic = (failedRequest) =>
  axios
    .post('https://api.example.com/auth/refresh', { refreshToken: localStorage.getItem('refreshToken') })
    .then((tokenRefreshResponse) => {
      localStorage.setItem('token', tokenRefreshResponse.data.token);
      localStorage.setItem('refreshToken', tokenRefreshResponse.data.refreshToken);
      failedRequest.response.config.headers['Authorization'] = 'Bearer ' + tokenRefreshResponse.data.token;
      return Promise.resolve();
    });

createAuthRefreshInterceptor(api, refreshAuthLogic, { statusCodes: [401] });

export default api;
