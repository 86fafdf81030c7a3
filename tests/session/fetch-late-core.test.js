// @vitest-environment jsdom
// `api.fetch` and `createFetch` of a page whose core comes late: what leaves by a lease, and what waits.
import { beforeEach, describe, expect, test } from 'vitest';
import { fakeServer, later, rejection, turns } from './support/fake.js';
import { pageWithLateCore } from './support/late.js';
import { fakeLocks } from './support/locks.js';
import { freshId } from './support/page.js';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  fakeLocks();
});

const WAYS = {
  'api.fetch': [
    'index.js',
    (everfetch, options) => {
      const { fetch, session } = everfetch.create(options);
      return { fetch, session };
    },
  ],
  createFetch: [
    'fetch.js',
    (createFetch, options) => {
      const fetch = createFetch(options);
      return { fetch, session: fetch.session };
    },
  ],
};

for (const [name, [entry, make]] of Object.entries(WAYS))
  describe(name, () => {
    async function open(id, answers) {
      const server = fakeServer(answers);
      const page = await pageWithLateCore(entry);
      const options = { baseURL: 'https://api.example', session: { id, refresh: '/auth/refresh' } };
      return { ...page, server, ...make(page.everfetch, options) };
    }
    /** A page that finds the session of the last one. */
    async function reopened(answers) {
      const id = freshId();
      const first = await open(id, answers);
      const signedIn = first.session.signIn(first.server.tokens());
      await first.arrive();
      await signedIn;
      await turns();
      return open(id, answers);
    }
    const authorizations = ({ requests }) => requests.map(({ headers }) => headers.authorization);

    test('a request with a stored session leaves without the core, which is loaded after the answer', async () => {
      const { server, fetch, imports, arrive } = await reopened();
      const sent = fetch('/a', { method: 'POST', body: 'text' });
      await turns();
      expect([authorizations(server), server.requests[0].body]).toEqual([['Bearer access-1'], 'text']);
      expect((await sent).status).toBe(200);
      expect(imports.length).toBe(1);
      await arrive();
      expect((await fetch('/b')).status).toBe(200);
    });

    test('h34 twenty requests on a refused lease make one refresh', async () => {
      const { server, fetch, imports, arrive } = await reopened();
      server.expire();
      const got = Promise.all(Array.from({ length: 20 }, (_, n) => fetch(`/${n}`)));
      await turns();
      expect([server.requests.length, imports.length]).toEqual([20, 1]);
      await arrive();
      expect((await got).map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect([server.refreshes.length, server.requests.length]).toEqual([1, 40]);
    });

    test('h29 a stream waits for the core, since it can be sent only once', async () => {
      const { server, fetch, arrive } = await reopened();
      const sent = fetch('/a', { method: 'POST', body: new ReadableStream(), duplex: 'half' });
      await turns();
      expect(server.requests.length).toBe(0);
      await arrive();
      expect((await sent).status).toBe(200);
      expect(server.requests.length).toBe(1);
    });

    test('an abort ends the wait for the core', async () => {
      const { fetch, session, server } = await open(freshId(), { request: () => later().promise });
      session.signIn(server.tokens()).catch(() => {});
      const controller = new AbortController();
      const sent = rejection(fetch('/a', { signal: controller.signal }));
      await turns();
      const reason = new Error('mine');
      controller.abort(reason);
      expect(await sent).toBe(reason);
      expect(server.requests.length).toBe(0);
    });
  });
