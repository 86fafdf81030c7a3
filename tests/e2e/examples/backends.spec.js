// The back ends of examples/ do what docs/backend.md asks for: the main job in a browser, and what a thief or another site
// would try.

import { backends, login } from '../lib/backends.js';
import { expect, test } from '../lib/fixtures.js';

const APP = 'http://app.test';

for (const [name, backend] of Object.entries(backends)) {
  test.describe(name, () => {
    test.beforeAll(async () => {
      test.setTimeout(300_000);
      await backend.prepare();
    });

    /** @type {{ url: string, stop(): void }} */
    let server;
    /** No time of the server's is over during a test, unless it names one. */
    const begin = async (origin, times = {}) => {
      server = await backend.start({
        APP_ORIGIN: origin,
        ACCESS_SECONDS: '600',
        GRACE_SECONDS: '600',
        ...times,
      });
    };
    test.afterEach(() => server?.stop());
    const refresh = (token, origin = APP) => backend.refresh(server.url, origin, token);
    const first = async () => backend.tokenOf(await login(server.url, APP));

    test('fifty requests on a token that is refused cost one refresh, and each is answered', async ({
      open,
      page,
      site,
    }) => {
      await begin(site.url);
      await open('/plain', server.url);
      await page.evaluate(async (session) => {
        t.client(session);
        const credentials = { user: 'ada', password: 'lovelace' };
        const { data } = await api.post('/auth/login', credentials, {
          session: false,
          withCredentials: session.carrier === 'split',
        });
        // The page believes in it, so that the 401s come. Its successor lasts for as long as a busy machine may need.
        await api.session.signIn({ ...data, accessToken: `${data.accessToken}x` });
      }, backend.session);

      const calls = [];
      page.on('request', (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
      const outcomes = await page.evaluate(() =>
        Promise.all(Array.from({ length: 50 }, (_, n) => t.settle(api.get(`/api/items/${n}`)))),
      );
      expect(outcomes.map(({ data }) => data?.id)).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
      expect(calls.filter((call) => call === 'POST /auth/refresh')).toHaveLength(1);

      // A reload finds the session again; a sign-out ends it at the server as well.
      await page.reload();
      await page.waitForFunction(() => window.t !== undefined);
      const state = await page.evaluate((session) => t.client(session).session.ready(), backend.session);
      expect(state).toBe('active');
      const left = await page.evaluate(async () => [await api.session.signOut(), api.session.state]);
      expect(left).toEqual([{ revoked: true }, 'ended']);
    });

    test('an access token is good until its time is over', async () => {
      const accessToken = async () => (await (await login(server.url, APP)).json()).accessToken;
      const ask = async (token) =>
        (await fetch(`${server.url}/api/items/1`, { headers: { Authorization: `Bearer ${token}` } })).status;
      await begin(APP);
      expect(await ask(await accessToken())).toBe(200);
      server.stop();
      await begin(APP, { ACCESS_SECONDS: '1' });
      const token = await accessToken();
      await expect.poll(() => ask(token)).toBe(401);
    });

    test('within the grace period a replaced token gets the same successor', async () => {
      await begin(APP);
      const old = await first();
      const [one, two] = await Promise.all([refresh(old), refresh(old)]);
      const successors = [await backend.tokenOf(one), await backend.tokenOf(two)];
      expect(successors[0]).toBeTruthy();
      expect(successors[0]).not.toBe(old);
      expect(successors[1]).toBe(successors[0]);
    });

    test('after the grace period a replaced token ends the session', async () => {
      await begin(APP, { GRACE_SECONDS: '1' });
      const old = await first();
      const successor = await backend.tokenOf(await refresh(old));
      await expect.poll(async () => (await refresh(old)).status).toBe(401);
      expect((await refresh(successor)).status, 'nobody keeps the session').toBe(401);
    });

    test('a token from two generations ago ends the session at once', async () => {
      await begin(APP);
      const old = await first();
      const next = await backend.tokenOf(await refresh(old));
      const newest = await backend.tokenOf(await refresh(next));
      expect((await refresh(old)).status).toBe(401);
      expect((await refresh(newest)).status).toBe(401);
    });

    test('a token that is made up, or changed, is refused and harms nobody', async () => {
      await begin(APP);
      const token = await first();
      const [kind, id, generation] = token.split('.');
      for (const forged of [
        '',
        'x',
        `${kind}.${id}.99.AAAA`,
        token.slice(0, -1),
        `access.${id}.${generation}.${token.split('.')[3]}`,
      ])
        expect((await refresh(forged)).ok, forged).toBe(false);
      expect((await refresh(token)).status).toBe(200);
    });

    test('a 401 can be read by the page: it has the headers of CORS, and says what is the matter', async () => {
      await begin(APP);
      const refused = await fetch(`${server.url}/api/items/1`, { headers: { Origin: APP } });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('access-control-allow-origin')).toBe(APP);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      const elsewhere = await fetch(`${server.url}/api/items/1`, { headers: { Origin: 'http://evil.test' } });
      expect(elsewhere.headers.get('access-control-allow-origin')).not.toBe('http://evil.test');
      const given = await login(server.url, APP);
      expect(given.headers.get('cache-control')).toBe('no-store');
    });
  });
}

test('express: another site cannot cause a refresh or a sign-out by the cookie of the user', async () => {
  const server = await backends.express.start({ APP_ORIGIN: APP });
  try {
    const response = await login(server.url, APP);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    const token = await backends.express.tokenOf(response);
    const evil = { Origin: 'http://evil.test', Cookie: `refresh=${token}` };
    for (const path of ['/auth/refresh', '/auth/logout'])
      expect((await fetch(server.url + path, { method: 'POST', headers: evil })).status).toBe(403);
    expect((await backends.express.refresh(server.url, APP, token)).status).toBe(200);
  } finally {
    server.stop();
  }
});
