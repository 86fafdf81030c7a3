// `everfetch/streaming`: the core is a file beside the script, which is fetched at the first use, or by `init`, which may
// take it from elsewhere.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { later, turns } from './support/fake.js';

// Not by `new URL`, which Vite takes for an asset.
const wasm = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../pkg/everfetch.wasm'));
const file = () => new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
const tokens = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresIn: 3600 };
const session = { refresh: '/auth/refresh' };

/** The package anew, and a fetch that serves its file and an API. */
const open = async (serve = file) => {
  vi.resetModules();
  const fetch = vi.fn(async (url) => (/wasm$/.test(url) ? serve(url) : new Response('{"a":1}')));
  vi.stubGlobal('fetch', fetch);
  const { default: everfetch, init } = await import('../../pkg/streaming.js');
  const api = everfetch.create({ baseURL: 'https://api.example', session });
  return { api, everfetch, fetch, init, urls: () => fetch.mock.calls.map(([url]) => String(url)) };
};

test('the file beside the script is fetched at the first use, once', async () => {
  const { api, fetch, urls } = await open();
  await turns();
  expect(urls()).toEqual([]);
  await api.session.signIn(tokens);
  expect([api.session.isSignedIn, urls().length]).toEqual([true, 1]);
  const [[asked]] = fetch.mock.calls;
  expect(asked).toBeInstanceOf(URL);
  expect(asked.href).toMatch(/^file:.*\/everfetch\.wasm$/);
  expect((await api.get('/x')).data).toEqual({ a: 1 });
  expect(fetch.mock.lastCall[1].headers.Authorization).toBe('Bearer access-1');
  expect(urls().filter((url) => /wasm$/.test(url))).toHaveLength(1);
});

test('`init` fetches it ahead, and is done when it is there', async () => {
  const gate = later();
  const { api, init, urls } = await open(() => gate.promise);
  const done = vi.fn();
  const loaded = init().then(done);
  await turns();
  expect([urls().length, done.mock.calls.length]).toEqual([1, 0]);
  gate.resolve(file());
  await loaded;
  expect(done.mock.calls).toEqual([[undefined]]);
  api.session.signIn(tokens);
  // At once, since nothing has to be waited for.
  expect([api.session.isSignedIn, urls().length]).toEqual([true, 1]);
});

test('`init` takes it from another address, from an answer, or as bytes or a module', async () => {
  const address = 'https://cdn.example/core.wasm';
  for (const [source, asked] of [
    [() => address, [address]],
    [() => new URL(address), [address]],
    [file, []],
    [async () => file(), []],
    [() => wasm, []],
    [() => new WebAssembly.Module(wasm), []],
  ]) {
    const { api, init, urls } = await open();
    await init(source());
    await api.session.signIn(tokens);
    expect([api.session.isSignedIn, urls()]).toEqual([true, asked]);
  }
});

test('a core that does not come is an error of `init` and of the first use, which may succeed later', async () => {
  const answers = [() => new Response('', { status: 404 }), () => new Response('', { status: 404 }), file];
  const { api, init } = await open(() => answers.shift()());
  await expect(init()).rejects.toMatchObject({ code: 'ERR_CORE_UNAVAILABLE' });
  await expect(api.session.signIn(tokens)).rejects.toMatchObject({ code: 'ERR_CORE_UNAVAILABLE' });
  await api.session.signIn(tokens);
  expect(api.session.isSignedIn).toBe(true);
});

test('what few requests need is there, without a core', async () => {
  const { everfetch, urls } = await open();
  const schema = { '~standard': { validate: (value) => ({ value: [value] }) } };
  expect((await everfetch.get('https://api.example/x', { schema })).data).toEqual([{ a: 1 }]);
  expect(urls()).toEqual(['https://api.example/x']);
});
