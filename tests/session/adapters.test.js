// What an adapter of the application gets from a session, and what the caller sees of what it hands back.
import { expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock } from './support/clock.js';
import { BASE, fakeServer, rejection, turns } from './support/fake.js';

/** An adapter as a library writes it: it keeps the configs that it gets, and answers by the token. */
const createAdapter = (isAccepted = () => true) => {
  const configs = [];
  const adapter = async (config) => {
    configs.push(config);
    const status = isAccepted(config) ? 200 : 401;
    const response = { data: {}, status, statusText: '', headers: {}, config, request: config };
    if (status === 200) return response;
    throw Object.assign(new Error('refused'), { isAxiosError: true, config, response, request: config });
  };
  return { configs, adapter };
};

/** The config of the caller, as the last request interceptor saw it. */
const watched = (api) => {
  const seen = [];
  api.interceptors.request.use((config) => (seen.push(config), config));
  return seen;
};

test('it gets a copy with the token, and an answer has the caller’s own config, without it', async () => {
  const { configs, adapter } = createAdapter();
  const api = await fakeServer().signedIn({}, { adapter });
  const { config, request } = await api.post('/x', { a: 1 }, { headers: { 'X-Own': '1' } });
  const [given] = configs;
  expect(given.headers.toJSON()).toMatchObject({ Authorization: 'Bearer access-1', 'X-Own': '1' });
  expect([given.data, given.withCredentials, given.timeout]).toEqual(['{"a":1}', undefined, 0]);
  expect(config).not.toBe(given);
  expect(request).toBe(config);
  expect(config.headers.has('Authorization')).toBe(false);
  expect(config.headers.get('X-Own')).toBe('1');
});

test('an error has it too, and so has its answer', async () => {
  const { configs, adapter } = createAdapter(() => false);
  const server = fakeServer();
  const api = await server.signedIn({}, { adapter });
  const error = await rejection(api.get('/x'));
  expect(configs.map(({ headers }) => headers.get('Authorization'))).toEqual([
    'Bearer access-1',
    'Bearer access-2',
  ]);
  for (const part of [error, error.response]) {
    expect(part.config.headers.has('Authorization')).toBe(false);
    expect(configs).not.toContain(part.config);
    expect(part.request).toBe(part.config);
  }
});

test('an answer with a config or a request of its own keeps what is not the copy', async () => {
  const request = { id: 1 };
  for (const [own, expected] of [
    [{ request }, request],
    [{ request: undefined }, undefined],
  ]) {
    const adapter = async (config) => ({ data: 1, status: 200, statusText: '', headers: {}, config, ...own });
    const api = await fakeServer().signedIn({}, { adapter });
    expect((await api.get('/x')).request).toBe(expected);
  }
  const bare = await fakeServer().signedIn(
    {},
    { adapter: async () => ({ data: 1, status: 200, statusText: '', headers: {} }) },
  );
  expect('config' in (await bare.get('/x'))).toBe(false);
});

test('whatever it throws, at once or later, rejects the request', async () => {
  const thrown = [new Error('mine'), 'a text', undefined, null, { code: 'E_OWN' }];
  for (const value of thrown)
    for (const adapter of [
      () => {
        throw value;
      },
      () => Promise.reject(value),
    ]) {
      const api = await fakeServer().signedIn({}, { adapter });
      const error = await api.get('/x').then(
        () => 'resolved',
        (reason) => reason,
      );
      expect(error).not.toBe('resolved');
      if (value?.message) expect(error.message).toBe('mine');
    }
});

test('without a token it gets the config itself, and one that is another origin’s too', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { configs, adapter } = createAdapter();
  const server = fakeServer();
  const anonymous = server.create({}, { adapter });
  const seen = watched(anonymous);
  await anonymous.get('/x');
  const api = await server.signedIn({}, { adapter });
  const others = watched(api);
  await api.get('https://other.example/x');
  expect([configs[0], configs[1]]).toEqual([seen[0], others[0]]);
  expect([configs[0] === seen[0], configs[1] === others[0]]).toEqual([true, true]);
});

test('it gets the config alone, and what it made of an untouched one stays', async () => {
  const given = [];
  const adapter = async (...args) => {
    given.push(args.filter((arg) => arg !== undefined).length);
    const [config] = args;
    return { data: 1, status: 200, statusText: '', headers: {}, config: { ...config, own: 1 } };
  };
  const api = fakeServer().create({}, { adapter });
  expect((await api.get('/x')).config.own).toBe(1);
  await api.session.signIn('access-1');
  expect((await api.get('/x')).config.own).toBe(undefined);
  expect(given).toEqual([1, 1]);
});

test('a session of cookies asks it for credentials, and the caller’s config stays as it was', async () => {
  const { configs, adapter } = createAdapter();
  const api = everfetch.create({ baseURL: BASE, adapter, session: { carrier: 'cookie', refresh: '/r' } });
  await api.session.signIn();
  const { config } = await api.get('/x');
  expect([configs[0].withCredentials, config.withCredentials]).toEqual([true, undefined]);
  expect(configs[0].headers.has('Authorization')).toBe(false);
});

test('the resend gets the body as it was, and the time that is left', async () => {
  const clock = fakeClock();
  const { configs, adapter } = createAdapter(
    (config) => config.headers.get('Authorization') !== 'Bearer access-1',
  );
  const server = fakeServer({ refresh: (_, self) => (clock.advance(300), self.rotate()) });
  const api = await server.signedIn({}, { adapter });
  const form = new URLSearchParams({ a: '1' });
  const sent = api.post('/x', form, { timeout: 1000, transformRequest: [(data) => data] });
  await turns();
  form.set('a', '2');
  const { config } = await sent;
  expect(configs.map(({ timeout }) => timeout)).toEqual([1000, 700]);
  expect(String(configs[1].data)).toBe('a=1');
  expect([config.timeout, config.data === form]).toEqual([1000, true]);
});

test.each([[undefined], [null], [''], [0], ['text'], [Symbol('own')]])(
  'what it rejects with is what the caller gets, as without a session: %s',
  async (reason) => {
    const adapter = () => Promise.reject(reason);
    for (const api of [everfetch.create(), await fakeServer().signedIn()]) {
      const [outcome] = await Promise.allSettled([api.get('/x', { adapter })]);
      expect(outcome).toEqual({ status: 'rejected', reason });
    }
  },
);
