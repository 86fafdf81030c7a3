// Who gets the token: the origins of the session and nobody else, however similar the name.

import { expect, named, test } from '../lib/fixtures.js';
import { createTap } from '../lib/tap.js';

const credentials = (calls) => calls.map(({ headers }) => headers.authorization);

test('h28 a 401 of a third party starts no refresh, and the third party gets no token', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  const warnings = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  const elsewhere = server.base.replace('127.0.0.1', 'localhost');
  const outcomes = await page.evaluate(async (address) => {
    t.client();
    await t.signIn();
    const ask = (path) => t.settle(t.get('third', address + path));
    return [await ask('/api/me'), await ask('/public/ping'), await ask('/api/always401')];
  }, elsewhere);
  expect(outcomes).toMatchObject([
    { ok: false, response: { status: 401, data: { why: 'missing' } } },
    { ok: true, data: { credential: false } },
    { ok: false, response: { status: 401 } },
  ]);
  expect(credentials(tap.calls.filter(named('third')))).toEqual([undefined, undefined, undefined]);
  await server.expectCounters({ refresh: { calls: 0 } });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/not sent to http:\/\/localhost:\d+.*session\.origins/);
  expect(await page.evaluate(() => api.session.state)).toBe('active');
});

test('h28 an origin that the session names gets the token', async ({ open, server }) => {
  const page = await open();
  const elsewhere = server.base.replace('127.0.0.1', 'localhost');
  const outcomes = await page.evaluate(async (address) => {
    t.client({ origins: [new URL(t.base).origin, new URL(address).origin] });
    await t.signIn();
    return [await t.settle(t.get('own', '/api/me')), await t.settle(t.get('named', `${address}/api/me`))];
  }, elsewhere);
  expect(outcomes).toMatchObject([{ data: { user: 'ada' } }, { data: { user: 'ada' } }]);
});

test('h105 h106 hosts that look like the API get no token; the API by another spelling does', async ({
  open,
  server,
  tap,
}) => {
  const other = await createTap(process.env.EVERFETCH_API);
  try {
    const host = `api.example.test:${tap.port}`;
    const path = `${server.prefix}/public/ping`;
    const page = await open('/plain', `http://${host}${server.prefix}`);
    const foreign = {
      'another host': `http://evil.test:${tap.port}${path}`,
      'the host as a prefix': `http://api.example.test.evil.test:${tap.port}${path}`,
      'the host as a suffix': `http://evil-api.example.test:${tap.port}${path}`,
      'a subdomain': `http://a.api.example.test:${tap.port}${path}`,
      'the parent domain': `http://example.test:${tap.port}${path}`,
      'the host as user information': `http://api.example.test@evil.test:${tap.port}${path}`,
      'the host with port as user information': `http://${host}@evil.test:${tap.port}${path}`,
      'a backslash instead of a slash': `http://evil.test:${tap.port}\\@${host}${path}`,
      'the host in the query': `http://evil.test:${tap.port}${path}?http://${host}`,
      'the host in the fragment': `http://evil.test:${tap.port}${path}#@${host}`,
      'a relative scheme': `//evil.test:${tap.port}${path}`,
      'three slashes': `http:///evil.test:${tap.port}${path}`,
      'a letter that looks the same': `http://аpi.example.test:${tap.port}${path}`,
      'a final dot': `http://api.example.test.:${tap.port}${path}`,
      'another port': `http://api.example.test:${other.port}${path}`,
    };
    const own = {
      relative: '/public/ping',
      absolute: `http://${host}${path}`,
      'in capitals': `HTTP://API.EXAMPLE.TEST:${tap.port}${path}`,
      'with tabs': `http://api.exa\tmple.test:${tap.port}${path}`,
      'full width': `http://ａｐｉ.example.test:${tap.port}${path}`,
    };
    const credentialSeen = await page.evaluate(
      async ([theirs, ours]) => {
        t.client();
        await t.signIn();
        const ask = async (addresses) => {
          for (const url of Object.values(addresses)) await t.settle(t.get('look-alike', url));
        };
        await ask(theirs);
        const outcomes = Object.entries(ours).map(async ([name, url]) => {
          const { data } = await t.settle(t.get('own', url, { params: { name } }));
          return [name, data?.credential];
        });
        return Object.fromEntries(await Promise.all(outcomes));
      },
      [foreign, own],
    );
    expect(credentialSeen).toEqual(Object.fromEntries(Object.keys(own).map((name) => [name, true])));

    const isStranger = (call) => call.headers.host !== host;
    const strangers = [...tap.calls.filter(isStranger), ...other.calls].filter(named('look-alike'));
    // User information in a URL becomes Basic authentication, as in every client; the token it is not.
    const tokens = credentials(strangers).filter((value) => value && !value.startsWith('Basic '));
    expect(tokens).toEqual([]);
    expect(strangers, 'each of them was really asked').toHaveLength(Object.keys(foreign).length);
  } finally {
    await other.close();
  }
});

test('h105 a redirect to another host takes no token along', async ({ open, server, tap }) => {
  const page = await open();
  const target = `http://evil.test:${tap.port}${server.prefix}/public/ping`;
  tap.answer(
    ({ path }) => path === '/api/moved',
    (call, response) =>
      response.writeHead(302, { Location: target, 'Access-Control-Allow-Origin': call.headers.origin }).end(),
  );
  const outcome = await page.evaluate(async () => {
    t.client();
    await t.signIn();
    return t.settle(t.get('moved', '/api/moved'));
  });
  expect(tap.to('GET', '/api/moved')[0].headers.authorization).toMatch(/^Bearer /);
  expect(outcome).toMatchObject({ ok: true, data: { credential: false } });
});

test('h40 a token in a header of its own does not follow a redirect, which browsers would let it', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  const target = `http://evil.test:${tap.port}${server.prefix}/public/ping`;
  tap.answer(
    ({ path, method }) => path === '/api/moved' && method === 'GET',
    (call, response) =>
      response.writeHead(302, { Location: target, 'Access-Control-Allow-Origin': call.headers.origin }).end(),
  );
  const outcomes = await page.evaluate(async () => {
    t.client({ header: 'X-Auth', scheme: '' });
    await t.signIn();
    const asked = [
      t.get('moved', '/api/moved'),
      t.get('moved', '/api/moved', { adapter: 'fetch' }),
      // Nothing keeps a request without a token from it.
      t.get('free', '/api/moved', { session: false }),
    ];
    return Promise.all(asked.map(t.settle));
  });
  expect(outcomes).toMatchObject([
    { ok: false, code: 'ERR_NETWORK' },
    { ok: false, code: 'ERR_NETWORK' },
    { ok: true },
  ]);
  expect(tap.to('GET', '/api/moved').map(({ headers }) => Boolean(headers['x-auth']))).toEqual(
    expect.arrayContaining([true, true, false]),
  );
  const strangers = tap.to('GET', '/public/ping');
  expect(strangers.map(({ headers }) => headers['x-request-id'])).toEqual(['free']);
  expect(strangers[0].headers['x-auth']).toBeUndefined();
});
