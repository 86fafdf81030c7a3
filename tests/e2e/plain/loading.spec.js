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

test("h177 under script-src 'self' and Trusted Types the core runs as JavaScript, and breaks no rule", async ({
  page,
  open,
  server,
}) => {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await open('/no-wasm');
  const found = await page.evaluate(async () => {
    t.client();
    const before = api.session.guarantees().engine;
    await t.signIn();
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const outcomes = await t.many(50);
    const { engine } = api.session.guarantees();
    await api.session.signOut();
    return {
      before,
      answered: outcomes.filter(({ ok }) => ok).length,
      engine,
      violations: window.violations,
    };
  });
  expect(found).toMatchObject({ answered: 50, engine: 'js' });
  expect(found.before).toBe(undefined);
  // The attempt to compile is what the policy reports; nothing else.
  expect(new Set(found.violations)).toEqual(new Set(['script-src wasm-eval']));
  await server.expectCounters({ refresh: { calls: 1 } });
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
