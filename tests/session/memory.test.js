// h141: the memory of the compiled core, as seen from outside.
import { expect, test, vi } from 'vitest';
import { BASE, fakeServer } from './support/fake.js';
import { secondCopy } from './support/page.js';

/** The memory of each instance of the core. */
const memories = () => {
  const { Instance } = WebAssembly;
  const found = [];
  function Watched(module, imports) {
    const instance = new Instance(module, imports);
    found.push(Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory));
    return instance;
  }
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Watched } }));
  return found;
};

test('h141_memory_that_grows_under_the_views_of_the_glue_spoils_nothing', async () => {
  const found = memories();
  const server = fakeServer();
  const api = (await secondCopy()).create({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
  await api.session.signIn(server.tokens());
  const { byteLength } = found[0].buffer;
  const sizes = [1_000, 100_000, 3_000_000];
  for (const size of sizes) {
    await api.session.update(`access-1${'x'.repeat(size)}`);
    expect(await api.session.getAccessToken()).toHaveLength(8 + size);
  }
  expect(found[0].buffer.byteLength).toBeGreaterThan(byteLength);
  await api.session.update(server.tokens());
  expect((await api.get('/x')).status).toBe(200);
  expect(api.session.timeline().map(({ event }) => event)).not.toContain('restarted');
});
