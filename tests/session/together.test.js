// What docs/together.md and docs/recipes/body-codes.md promise: a library that supplies tokens, and APIs whose codes are in
// the body.
import { expect, test } from 'vitest';
import { alone, fakeServer, json, rejection } from './support/fake.js';

/** A library that holds the refresh token, tells its listeners of each renewal, and gives the cached token until then. */
const createLibrary = () => {
  const listeners = [];
  const library = {
    generation: 1,
    failure: undefined,
    renewals: 0,
    token: async () => `access-${library.generation}`,
    async renewed() {
      await Promise.resolve();
      if (library.failure) throw Object.assign(new Error('no'), library.failure);
      library.generation++;
      library.renewals++;
      for (const listener of listeners) listener(await library.token());
      return library.token();
    },
    listen: (listener) => listeners.push(listener),
  };
  return library;
};
const optionsFor = (library) => ({
  ...alone(),
  storage: 'memory',
  initial: () => library.token(),
  refresh: () => library.renewed(),
  classify: ({ error }) => (error?.error === 'login_required' ? 'definitive' : undefined),
});

test('a library supplies the token, and renews once for all requests', async () => {
  const server = fakeServer();
  const library = createLibrary();
  const api = server.create(optionsFor(library));
  library.listen((accessToken) => void api.session.update({ accessToken }));
  expect(await api.session.ready()).toBe('active');
  server.generation = 2; // The API takes the next token alone.
  const answers = await Promise.all(Array.from({ length: 5 }, () => api.get('/x')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(library.renewals).toBe(1);
});

test('what the library fails with is final only where classify says so', async () => {
  const server = fakeServer();
  const library = createLibrary();
  const api = server.create(optionsFor(library));
  await api.session.ready();
  library.failure = { error: 'timeout' };
  expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
  expect(api.session.isSignedIn).toBe(true);

  const other = fakeServer().create(optionsFor(library));
  await other.session.ready();
  library.failure = { error: 'login_required' };
  expect((await rejection(other.session.refresh())).code).toBe('ERR_SESSION_ENDED');
  expect(other.session.state).toBe('ended');
});

test('a refusal in a 200 of the token endpoint ends the session by classify, and keeps it without', async () => {
  for (const [classify, isKept] of [
    [({ data }) => (data?.code === 401 ? 'definitive' : undefined), false],
    [undefined, true],
  ]) {
    const server = fakeServer({ refresh: () => json({ code: 401 }) });
    const api = await server.signedIn({ ...alone(), ...(classify && { classify }) });
    await rejection(api.session.refresh());
    expect(api.session.isSignedIn).toBe(isKept);
  }
});

test('refreshOn is not asked about the requests of a refresh function, which says refused by a response', async () => {
  const asked = [];
  const server = fakeServer({ request: () => json({ code: 401 }) });
  const api = await server.signedIn({
    ...alone(),
    refreshOn({ config, data }) {
      asked.push(config.url);
      return data?.code === 401;
    },
    async refresh() {
      const { data } = await api.post('/own');
      throw Object.assign(new Error('refused'), { response: { status: data.code } });
    },
  });
  expect((await rejection(api.get('/x'))).code).toBe('ERR_SESSION_ENDED');
  expect(asked).not.toContain('/own');
});
