// The application calls back into its client from each of its functions, and hands over values that throw when read.
import { describe, expect, test, vi } from 'vitest';
import { fakeServer, json, nextTask, rejection, microtasks } from './support/fake.js';

/** A small generator, so that a run that fails can be repeated. */
const dice = (seed) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

describe('h138_random_re_entry_from_every_function_of_the_application', () => {
  for (let seed = 1; seed <= 12; seed++)
    test(`seed ${seed}`, async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const random = dice(seed);
      const pending = [];
      let budget = 150;
      const actions = [
        () => api.get('/x'),
        () => api.post('/y', { a: 1 }),
        () => api.get('/z', { session: false }),
        () => api.get('/s', { skipAuthRefresh: true }),
        () => api.session.refresh(),
        () => api.session.getAccessToken(),
        () => api.session.ready(),
        () => api.session.update({ accessToken: `access-${server.generation}` }),
        () => api.session.signIn(server.tokens()),
        () => random() < 0.2 && api.session.signOut(),
        () => (server.expire(), undefined),
        () => api.session.state && api.session.guarantees(),
        () => {
          throw new Error('of the application');
        },
      ];
      /** One to three things at once, some of them thrown out of the function that does them. */
      const act = () => {
        if (budget <= 0) return;
        for (let i = random() * 3; i > 0; i--) {
          budget--;
          const result = actions[Math.floor(random() * actions.length)]();
          if (result?.then) pending.push(result);
        }
      };
      const server = fakeServer({
        refresh: (_, self) => (random() < 0.2 ? json({}, random() < 0.5 ? 503 : 500) : self.rotate()),
      });
      const storage = { load: () => void act(), save: () => void act(), clear: () => void act() };
      const api = server.create({
        storage,
        initial: () => (act(), server.tokens()),
        refreshOn: ({ status }) => (act(), status === 401),
        renew: () => void act(),
        classify: () => void act(),
        onSessionEnd: act,
        exclude: [() => false],
        refreshTimeout: 1000,
        refresh: {
          url: '/auth/refresh',
          fields: () => (act(), {}),
          parse: (data) => (act(), data),
        },
      });
      for (const name of ['signedIn', 'refreshed', 'refreshFailed', 'ended']) api.session.on(name, act);
      api.session.subscribe(act);
      for (let i = 0; i < 20; i++) {
        try {
          act();
        } catch {
          // What the application throws at itself.
        }
        await microtasks(5);
      }
      budget = 0;
      expect(pending.length).toBeGreaterThan(20);
      const hang = new Promise((resolve) => setTimeout(resolve, 12_000, 'hangs'));
      for (let i = 0; i < pending.length; i++) {
        const result = await Promise.race([
          pending[i].then(
            () => 'ok',
            (error) => error,
          ),
          hang,
        ]);
        if (result !== 'ok') expect(result).toMatchObject({ isAxiosError: true });
      }
      await api.session.signIn(server.tokens());
      server.isExpired = false;
      expect((await api.get('/last')).status).toBe(200);
      // Nothing broke on the way: re-entry is not a trap.
      expect(api.session.timeline().map(({ event }) => event)).not.toContain('restarted');
    }, 20_000);
});

describe('h140_values_that_bite_are_caught_at_the_border', () => {
  const biting = new Proxy(
    {},
    {
      get() {
        throw new Error('bite');
      },
      getOwnPropertyDescriptor() {
        throw new Error('bite');
      },
    },
  );
  const values = {
    'a proxy that throws': () => biting,
    'a getter that throws': () => ({
      get accessToken() {
        throw new Error('bite');
      },
    }),
    'a thenable whose then throws': () => ({
      then() {
        throw new Error('bite');
      },
    }),
    'a thenable that settles twice': () => ({
      then(done, failed) {
        done({});
        failed(new Error('bite'));
        done('access-2');
      },
    }),
    'a thenable with a getter': () => ({
      get then() {
        throw new Error('bite');
      },
    }),
    'a symbol': () => Symbol('bite'),
    'a bigint': () => 5n,
    'an object that is its own prototype’s trap': () => Object.create(biting),
    'a revoked proxy': () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    'an error with a biting response': () =>
      Promise.reject(
        Object.defineProperty(new Error('x'), 'response', {
          get() {
            throw new Error('bite');
          },
        }),
      ),
  };
  for (const [name, make] of Object.entries(values))
    test(`as the reply of a refresh function: ${name}`, async () => {
      const server = fakeServer();
      const api = await server.signedIn({ refresh: make, refreshTimeout: 300 });
      server.expire();
      const error = await rejection(api.get('/x'));
      expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', refused: { status: 401 } });
      await nextTask();
      expect(api.session.timeline().map(({ event }) => event)).not.toContain('restarted');
      await api.session.signIn(server.tokens());
      server.isExpired = false;
      expect((await api.get('/x')).status).toBe(200);
    });

  for (const [name, make] of Object.entries(values))
    test(`as tokens for signIn, from a storage, from initial and from renew: ${name}`, async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const server = fakeServer({ request: () => json({}) });
      const give = () => {
        const value = make();
        // A rejection that nobody looks at is the test's own.
        if (name.startsWith('an error')) value.catch(() => {});
        return value;
      };
      const storage = { load: give, save() {}, clear() {} };
      const api = server.create({ storage, initial: give, renew: give, refreshTimeout: 300 });
      expect(await api.session.ready()).toMatch(/anonymous|active/);
      expect((await rejection(api.session.signIn(give()))).code).toBe('ERR_BAD_OPTION_VALUE');
      await api.session.signIn(server.tokens());
      expect((await api.get('/x')).status).toBe(200);
      expect(await api.session.getAccessToken()).toMatch(/access-[12]/);
    });
});
