// Pages that restrict what scripts may do: a strict Content-Security-Policy, Trusted Types, no synchronous wasm.

import { expect, test } from '../lib/fixtures.js';

test("h112 under script-src 'self' 'wasm-unsafe-eval' and Trusted Types the main job works", async ({
  page,
  open,
  server,
}) => {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener(
      'securitypolicyviolation',
      ({ violatedDirective, sample, sourceFile, lineNumber }) =>
        window.violations.push(`${violatedDirective}: ${sample} (${sourceFile}:${lineNumber})`),
    );
  });
  await open('/strict');
  const { isStrict, answered, violations } = await page.evaluate(async () => {
    t.client({ refresh: { url: '/oauth/token', format: 'form' }, revoke: '/oauth/revoke' });
    await t.signIn();
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const outcomes = await t.many(50);
    await api.session.signOut();
    const seen = [...window.violations];
    // The policy is in force: what it forbids is refused.
    let isStrict = false;
    try {
      document.body.innerHTML = '<b>text</b>';
    } catch (error) {
      isStrict = error instanceof TypeError;
    }
    return { isStrict, violations: seen, answered: outcomes.filter(({ ok }) => ok).length };
  });
  expect({ isStrict, answered, violations }).toEqual({ isStrict: true, answered: 50, violations: [] });
  await server.expectCounters({ refresh: { calls: 1 }, revocations: 1 });
});

test("h112 without 'wasm-unsafe-eval' the first request that needs the core rejects with one clear error, and so does the next", async ({
  open,
  server,
}) => {
  const page = await open('/no-wasm');
  const { created, first, second, state, plain, anonymous } = await page.evaluate(async () => {
    const found = {};
    try {
      // Only the core can tell what that gives.
      const session = { refresh: '/auth/refresh', initial: () => undefined };
      window.api = everfetch.create({ baseURL: t.base, session });
      found.created = true;
    } catch (error) {
      found.created = String(error);
    }
    found.first = await t.settle(t.get('first', '/api/me'));
    found.second = await t.settle(t.get('second', '/api/me'));
    found.state = await api.session.ready();
    found.plain = await t.settle(everfetch.get(`${t.base}/public/ping`));
    const nobody = everfetch.create({ baseURL: t.base, session: { refresh: '/auth/refresh', id: 'nobody' } });
    found.anonymous = await t.settle(nobody.get('/public/ping'));
    return found;
  });
  expect(created, 'creating a client does nothing that could fail').toBe(true);
  for (const outcome of [first, second])
    expect(outcome).toMatchObject({ ok: false, isAxiosError: true, code: 'ERR_CORE_UNAVAILABLE' });
  expect(first.message).toMatch(/'wasm-unsafe-eval'.*script-src/);
  expect(state, 'a guard has to go on').toBe('anonymous');
  expect(anonymous, 'nor does a request before the sign-in').toMatchObject({ ok: true });
  expect(plain, 'a client without a session needs no core').toMatchObject({ ok: true });
  await server.expectCounters({ sends: {} });
});

test('where WebAssembly.Module throws, the core is compiled asynchronously and nothing is lost', async ({
  page,
  open,
  server,
}) => {
  await page.addInitScript(() => {
    window.refused = 0;
    for (const name of ['Module', 'Instance']) {
      WebAssembly[name] = function () {
        window.refused += 1;
        throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
      };
    }
  });
  await open();
  const found = await page.evaluate(async () => {
    const api = t.client();
    const { data } = await everfetch.post(`${t.base}/auth/login`, { user: 'ada', mode: 'bearer' });
    // No await in between: the sign-in comes before the requests all the same.
    const signingIn = api.session.signIn(data);
    const early = t.many(5, 'early');
    await signingIn;
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const outcomes = [...(await early), ...(await t.many(50))];
    return { refused: window.refused, answered: outcomes.filter(({ ok }) => ok).length };
  });
  expect(found.refused).toBeGreaterThan(0);
  expect(found.answered).toBe(55);
  await server.expectCounters({ refresh: { calls: 1 }, reuseDetected: 0 });
});
