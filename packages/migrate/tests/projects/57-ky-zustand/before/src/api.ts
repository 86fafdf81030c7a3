import ky from 'ky';
import { useAuth } from './store';

const API_URL: string = import.meta.env.VITE_API_URL;

export const api = ky.create({
  prefixUrl: API_URL,
  credentials: 'include',
  hooks: {
    beforeRequest: [
      (request) => {
        const { token } = useAuth.getState();
        if (token && !request.headers.has('Authorization')) {
          request.headers.set('Authorization', `Bearer ${token}`);
        }
      },
    ],
    afterResponse: [
      (_request, _options, response) => {
        console.debug(response.url, response.status);
      },
      async (request, _options, response, { retryCount }) => {
        if (response.status === 401 && retryCount === 0 && !request.url.includes('auth/login')) {
          const refreshed = await ky.post(`${API_URL}/auth/refresh`, {
            credentials: 'include',
            throwHttpErrors: false,
          });
          if (!refreshed.ok) {
            useAuth.getState().clear();
            return response;
          }
          const { token } = await refreshed.json<{ token: string }>();
          useAuth.getState().setToken(token);
          const headers = new Headers(request.headers);
          headers.set('Authorization', `Bearer ${token}`);
          return ky.retry({ request: new Request(request, { headers }), code: 'TOKEN_REFRESHED' });
        }
      },
    ],
  },
});
