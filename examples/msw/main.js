// MSW in the browser: the API is a service worker.
import { http, HttpResponse } from 'msw';
import { setupWorker } from 'msw/browser';
import everfetch from 'everfetch';

let token = 'new';
let refreshes = 0;

const worker = setupWorker(
  http.post('/auth/refresh', () => {
    refreshes += 1;
    token = 'newer';
    return HttpResponse.json({ accessToken: token, refreshToken: 'r2', expiresIn: 300 });
  }),
  http.get('/items/:id', ({ request, params }) =>
    request.headers.get('authorization') === `Bearer ${token}`
      ? HttpResponse.json({ id: params.id })
      : new HttpResponse(null, { status: 401 }),
  ),
);

async function run() {
  await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
  const api = everfetch.create({ session: { refresh: '/auth/refresh' } });
  await api.session.signIn({ accessToken: 'old', refreshToken: 'r1' });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => api.get(`/items/${index}`)));
  return `done ${new Set(answers.map(({ data }) => data.id)).size} ${refreshes}`;
}

run()
  .catch((error) => `failed ${error.stack}`)
  .then((text) => (document.body.dataset.outcome = text));
