// What the package does to the page around it: which listeners it adds, and that importing it does nothing.

import { expect, isRefresh, test } from '../lib/fixtures.js';

test('h102 no unload or beforeunload listener is ever registered, whatever the session goes through', async ({
  page,
  open,
  server,
  tap,
}) => {
  await page.addInitScript(() => {
    window.listened = [];
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      window.listened.push(type);
      return addEventListener.call(this, type, ...rest);
    };
    for (const type of ['unload', 'beforeunload']) {
      Object.defineProperty(window, `on${type}`, {
        get: () => null,
        set() {
          window.listened.push(type);
        },
      });
    }
  });
  for (const carrier of ['bearer', 'cookie', 'split']) {
    await open();
    await page.evaluate(async (name) => {
      t.client({ carrier: name, revoke: '/oauth/revoke' }, { withXSRFToken: true });
      await t.signIn('ada', name);
      await fetch(`${t.base}/control/expire`, { method: 'POST' });
      await t.many(5);
    }, carrier);
    // In the middle of a refresh, too, and at a sign-out in it.
    await server.expire();
    const refresh = tap.holdAnswer(isRefresh);
    await page.evaluate(() => t.start('waiting', t.get('waiting')));
    await refresh.arrived();
    refresh.release();
    await page.evaluate(async () => {
      await t.outcome('waiting');
      await api.session.signOut();
    });
    const listened = await page.evaluate(() => window.listened);
    expect(listened, 'the recorder works').toContain('online');
    expect(listened).not.toContain('unload');
    expect(listened).not.toContain('beforeunload');
  }
});

test('importing the package and creating a client has no effect', async ({ page, open }) => {
  await page.addInitScript(() => {
    window.touched = [];
    const note = (what) => window.touched.push(what);
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      note(`listener ${type}`);
      return addEventListener.call(this, type, ...rest);
    };
    for (const name of [
      'setTimeout',
      'setInterval',
      'fetch',
      'BroadcastChannel',
      'XMLHttpRequest',
      'Worker',
    ]) {
      const original = window[name];
      window[name] = new Proxy(original, {
        apply: (target, self, args) => (note(name), Reflect.apply(target, self, args)),
        construct: (target, args) => (note(name), Reflect.construct(target, args)),
      });
    }
    for (const name of ['sessionStorage', 'localStorage']) {
      const storage = window[name];
      Object.defineProperty(window, name, { get: () => (note(name), storage) });
    }
    WebAssembly.Module = new Proxy(WebAssembly.Module, {
      construct: (target, args) => (note('WebAssembly.Module'), Reflect.construct(target, args)),
    });
  });
  await open();
  const { before, after } = await page.evaluate(async () => {
    // What the runner itself listens to does not count; a copy of the package is imported from the start.
    window.touched = [];
    const { default: copy } = await import('/pkg/index.js?copy');
    const client = copy.create({ baseURL: t.base, session: { refresh: '/auth/refresh' } });
    const before = [...window.touched];
    await client.session.ready();
    return { before, after: [...window.touched] };
  });
  expect(before).toEqual([]);
  expect(after, 'the recorder works').toContain('sessionStorage');
});

test('offline before the send, a refresh does not leave; back online the session renews itself', async ({
  open,
  page,
  context,
  server,
}) => {
  await open();
  await page.evaluate(async () => {
    t.client();
    await t.signInExpired();
  });
  await context.setOffline(true);
  expect(await page.evaluate(() => t.settle(t.get('offline')))).toMatchObject({
    ok: false,
    code: 'ERR_REFRESH_FAILED',
    retryable: true,
  });
  expect(await page.evaluate(() => api.session.state)).toBe('stale');
  await context.setOffline(false);
  await expect.poll(() => page.evaluate(() => api.session.state)).toBe('active');
  expect(await page.evaluate(() => t.settle(t.get('online')))).toMatchObject({ ok: true });
  expect(await page.evaluate(() => ended)).toEqual([]);
  await server.expectCounters({ refresh: { calls: 1 }, sends: { online: 1 }, reuseDetected: 0 });
});
