import ky, { type AfterResponseHook, type BeforeRequestHook } from 'ky';
import { http } from './http';
import { clearTokens, getAccessToken, getRefreshToken, setTokens, type Tokens } from './token';

let refreshing: Promise<string> | null = null;

const refreshAccessToken = (): Promise<string> => {
  refreshing ??= http
    .post('auth/refresh', { json: { refreshToken: getRefreshToken() } })
    .json<Tokens>()
    .then((tokens) => {
      setTokens(tokens);
      return tokens.accessToken;
    })
    .catch((error) => {
      clearTokens();
      window.location.assign('/sign-in');
      throw error;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
};

const setAuthorization: BeforeRequestHook = (request) => {
  const token = getAccessToken();
  if (!token) return;
  request.headers.set('Authorization', `Bearer ${token}`);
};

const setRequestId: BeforeRequestHook = (request) => {
  request.headers.set('X-Request-Id', crypto.randomUUID());
};

const retryUnauthorized: AfterResponseHook = async (request, options, response) => {
  if (response.status === 401) {
    const token = await refreshAccessToken();
    request.headers.set('Authorization', `Bearer ${token}`);
    return ky(request, { ...options, retry: 0 });
  }
};

export const api = http.extend({
  headers: { Accept: 'application/json' },
  hooks: {
    beforeRequest: [setRequestId, setAuthorization],
    afterResponse: [retryUnauthorized],
    beforeError: [
      (error) => {
        error.message = `${error.response.status}: ${error.message}`;
        return error;
      },
    ],
  },
});
