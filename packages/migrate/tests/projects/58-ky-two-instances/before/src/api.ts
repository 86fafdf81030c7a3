import ky from 'ky';

type Auth = { access_token: string; refresh_token: string };

const read = (): Auth | null => JSON.parse(localStorage.getItem('auth') ?? 'null');
const keep = (auth: Auth) => localStorage.setItem('auth', JSON.stringify(auth));

const auth = ky.create({ prefix: 'https://api.example.com/auth' });

let isRefreshing = false;
let waiting: Array<(token: string) => void> = [];

export const api = ky.create({
  prefix: 'https://api.example.com',
  hooks: {
    beforeRequest: [
      ({ request }) => {
        request.headers.set('Accept-Language', navigator.language ?? 'en');
        const token = read()?.access_token;
        if (token) request.headers.set('Authorization', `Bearer ${token}`);
      },
    ],
    afterResponse: [
      async ({ request, response, retryCount }) => {
        if (response.status !== 401 || retryCount > 0) return;
        if (isRefreshing) {
          const token = await new Promise<string>((resolve) => waiting.push(resolve));
          request.headers.set('Authorization', `Bearer ${token}`);
          return ky(request);
        }
        isRefreshing = true;
        try {
          const fresh = await auth
            .post('refresh', { json: { refresh_token: read()?.refresh_token } })
            .json<Auth>();
          keep(fresh);
          waiting.forEach((resolve) => resolve(fresh.access_token));
          request.headers.set('Authorization', `Bearer ${fresh.access_token}`);
          return ky(request);
        } catch {
          localStorage.removeItem('auth');
          location.replace('/login');
        } finally {
          waiting = [];
          isRefreshing = false;
        }
      },
    ],
  },
});

export async function login(user: string, password: string) {
  const answer = await auth.post('login', { json: { user, password } }).json<Auth>();
  localStorage.setItem(
    'auth',
    JSON.stringify({ access_token: answer.access_token, refresh_token: answer.refresh_token }),
  );
}

export function logout() {
  localStorage.removeItem('auth');
}
