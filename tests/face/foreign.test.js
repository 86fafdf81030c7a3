// h162: what an application keeps on its configs under a name that everfetch has an option for.
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** Everfetch as a page loads it, which has warned of nothing; with its warnings, and a fetch that is down. */
const fresh = async () => {
  const warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((text) => warnings.push(text));
  const fetch = vi.fn(async () => new Response('{}', { status: 503 }));
  const { default: library } = await import('everfetch');
  return { library, warnings, fetch, env: { fetch } };
};
const warning = (name) => `everfetch: leaves ${name} alone: it is not of the shape that everfetch takes`;

describe('h162_an_option_that_is_not_of_our_shape_is_left_alone', () => {
  test('defaults.retry, counted down by an interceptor of the application', async () => {
    const { library, warnings, fetch, env } = await fresh();
    const api = library.create({ env });
    api.defaults.retry = 3;
    api.interceptors.response.use(undefined, (error) => {
      const { config } = error;
      config.tries = (config.tries || 0) + 1;
      return config.tries > config.retry ? Promise.reject(error) : api(config);
    });
    await api.get('http://h/').catch(() => {});
    expect(fetch).toHaveBeenCalledTimes(4);
    expect(warnings).toEqual([warning('retry')]);
  });

  test('each of them on a request, with one warning for each name', async () => {
    const { library, warnings, fetch, env } = await fresh();
    const foreign = { retry: '2', schema: 'user', session: true, debug: 'axios' };
    for (let i = 0; i < 2; i++) {
      const { config } = await library.get('http://h/', { ...foreign, env, validateStatus: null });
      expect(config).toMatchObject(foreign);
    }
    await library
      .get('http://h/', { retry: { retries: 4 }, schema: { type: 'object' }, env })
      .catch(() => {});
    expect(fetch).toHaveBeenCalledTimes(3);
    expect(warnings.sort()).toEqual(['retry', 'schema', 'session'].map(warning));
  });

  test('but a client that is made with a session that is none is an error', async () => {
    const { library, warnings, env } = await fresh();
    expect(() => library.create({ session: 'shop', env })).toThrow(/session is "shop"; it takes/);
    expect(warnings).toEqual([]);
  });

  test('beside a session of the client, which the request keeps', async () => {
    const { library, warnings, fetch, env } = await fresh();
    const api = library.create({ baseURL: 'http://h/', session: { refresh: '/r' }, debug: 'mine', env });
    await api.get('/x', { session: true, validateStatus: null });
    expect(fetch).toHaveBeenCalledOnce();
    expect(warnings).toContain(warning('debug'));
  });

  test('and what is of our shape has its effect', async () => {
    const { library, warnings, fetch, env } = await fresh();
    await library.get('http://h/', { retry: { limit: 1, backoff: 1 }, env }).catch(() => {});
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(warnings).toEqual([]);
  });
});
