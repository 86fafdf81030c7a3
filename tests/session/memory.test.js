// h141: the memory of the compiled core, seen from outside: which tokens are still in it, and what happens when it grows.
import { expect, test } from 'vitest';
import { replaceInstances } from './support/core.js';
import { BASE, fakeServer } from './support/fake.js';
import { secondCopy } from './support/page.js';

/** The memory of each instance of the core. */
const memories = () => {
  const found = [];
  replaceInstances((instance) => {
    found.push(Object.values(instance.exports).find(({ buffer }) => buffer));
    return instance;
  });
  return found;
};

/** A client of a separate copy of the package, since the memory is noticed when the core starts. */
const watched = async (session) => {
  const found = memories();
  const server = fakeServer();
  const api = (await secondCopy()).create({
    baseURL: BASE,
    session: { refresh: '/auth/refresh', ...session },
  });
  return { found, server, api };
};

for (const storage of ['memory', { load() {}, save() {}, clear() {} }])
  test(`h141_of_a_token_that_is_over_nothing_is_left_in_the_memory_of_the_core, storage: ${typeof storage}`, async () => {
    const { found, server, api } = await watched({ storage, revoke: '/auth/revoke' });
    server.tokens = () => ({
      accessToken: `aCcEsS-${server.generation}-qwertz-qwertz`,
      refreshToken: `rEfReSh-${server.generation}-qwertz-qwertz`,
    });
    server.isAccepted = ({ headers }) =>
      !server.isExpired && headers.authorization === `Bearer ${server.tokens().accessToken}`;
    /** Which tokens of which generations are in the memory. */
    const kept = () => {
      const text = Buffer.from(found[0].buffer).toString('latin1');
      return [...new Set(text.match(/(aCcEsS|rEfReSh)-\d/g))].sort();
    };
    await api.session.signIn(server.tokens());
    await api.get('/x');
    expect(kept(), 'the test sees the memory').toEqual(['aCcEsS-1', 'rEfReSh-1']);
    server.expire();
    await api.get('/x');
    expect(kept()).toEqual(['aCcEsS-2', 'rEfReSh-2']);
    await api.session.update({ accessToken: 'aCcEsS-3-qwertz' });
    await api.session.getAccessToken();
    expect(kept()).toEqual(['aCcEsS-3', 'rEfReSh-2']);
    await api.session.signOut();
    expect(kept()).toEqual([]);
    expect(found).toHaveLength(1);
  });

test('h141_memory_that_grows_under_the_views_of_the_glue_spoils_nothing', async () => {
  const { found, server, api } = await watched();
  await api.session.signIn(server.tokens());
  const { byteLength } = found[0].buffer;
  for (const size of [1_000, 100_000, 3_000_000]) {
    await api.session.update(`access-1${'x'.repeat(size)}`);
    expect(await api.session.getAccessToken()).toHaveLength(8 + size);
  }
  expect(found[0].buffer.byteLength).toBeGreaterThan(byteLength);
  await api.session.update(server.tokens());
  expect((await api.get('/x')).status).toBe(200);
  expect(api.session.timeline().map(({ event }) => event)).not.toContain('restarted');
});
