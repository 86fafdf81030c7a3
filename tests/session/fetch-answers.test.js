// What a call of `createFetch` gives its caller, whatever the function that sends gives or fails with.
import { expect, test, vi } from 'vitest';
import { CanceledError } from 'everfetch';
import { createFetch } from 'everfetch/fetch';
import { BASE, alone, fakeServer, json, later, rejection, turns } from './support/fake.js';

const tokens = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresIn: 3600 };

/** Signed in, with this function in place of the platform's. */
const open = async (own, session) => {
  const fetch = createFetch({
    baseURL: BASE,
    fetch: own,
    session: { refresh: '/auth/refresh', ...alone(), ...session },
  });
  await fetch.session.signIn(tokens);
  return fetch;
};

/** The reason of a rejection, which may be anything. */
const reasonOf = (promise) => promise.then(expect.unreachable, (reason) => reason);

test('h07 what the fetch fails with is what the caller gets, whatever it is', async () => {
  const own = vi.fn();
  const fetch = await open(own);
  const refusal = json({}, 401);
  const reasons = [undefined, null, 0, '', 'why', { response: { status: 401, data: 'not this' } }];
  reasons.push(
    { refused: { data: 'not this' } },
    { __CANCEL__: true },
    new TypeError('fetch failed'),
    refusal,
  );
  for (const reason of reasons)
    for (const init of [{}, { session: false }]) {
      own.mockRejectedValueOnce(reason);
      expect(await reasonOf(fetch('/x', init))).toBe(reason);
      own.mockImplementationOnce(() => {
        throw reason;
      });
      expect(await reasonOf(fetch('/x', init))).toBe(reason);
    }
  expect([fetch.session.state, own.mock.calls.length]).toEqual(['active', reasons.length * 4]);
});

test('the timeline names a failure by its code, else by its name', async () => {
  const own = vi.fn();
  const fetch = await open(own);
  const codeOf = async (reason) => {
    own.mockRejectedValueOnce(reason);
    await reasonOf(fetch('/x'));
    return fetch.session.timeline().at(-1).code;
  };
  expect(await codeOf(Object.assign(new TypeError('a'), { code: 'ECONNRESET' }))).toBe('ECONNRESET');
  expect(await codeOf(new RangeError('a'))).toBe('RangeError');
  expect([await codeOf('text'), await codeOf(undefined), await codeOf(null)]).toEqual(
    Array(3).fill(undefined),
  );
});

test('an answer is the object that the fetch gave, whatever its status', async () => {
  const own = vi.fn();
  const fetch = await open(own);
  for (const status of [200, 204, 403, 500])
    for (const init of [{}, { session: false }]) {
      const answer = new Response(null, { status });
      own.mockResolvedValueOnce(answer);
      expect(await fetch('/x', init)).toBe(answer);
      expect(answer.bodyUsed).toBe(false);
    }
});

test('refreshOn sees an answer in the shape of axios', async () => {
  const seen = [];
  const answer = new Response('{"a":1}', {
    status: 418,
    statusText: 'Teapot',
    headers: { 'content-type': 'application/json', 'X-A': 'b' },
  });
  Object.defineProperty(answer, 'url', { value: `${BASE}/moved` });
  const fetch = await open(async () => answer, { refreshOn: (given) => (seen.push(given), false) });
  expect(await fetch('/x', { method: 'PUT' })).toBe(answer);
  const [{ data, status, statusText, headers, config, request }] = seen;
  expect({ data, status, statusText }).toEqual({ data: { a: 1 }, status: 418, statusText: 'Teapot' });
  expect(headers.get('x-a')).toBe('b');
  expect([config.url, config.method, request.responseURL]).toEqual(['/x', 'put', `${BASE}/moved`]);
  expect(await answer.json()).toEqual({ a: 1 });
});

test('an answer that was redirected to another origin says nothing of the token', async () => {
  const answer = json({}, 401);
  Object.defineProperty(answer, 'url', { value: 'https://other.example/x' });
  const own = vi.fn(async () => answer);
  const fetch = await open(own);
  expect(await fetch('/x')).toBe(answer);
  expect(own).toHaveBeenCalledTimes(1);
});

test('a request whose signal has been aborted is not sent, and says why', async () => {
  const own = vi.fn(async () => json({}));
  const fetch = await open(own);
  for (const reason of [null, 0, 'why', new Error('mine')])
    for (const init of [{}, { session: false }])
      expect(await reasonOf(fetch('/x', { ...init, signal: AbortSignal.abort(reason) }))).toBe(reason);
  // Older browsers know no reasons.
  const error = await rejection(fetch('/x', { signal: { aborted: true } }));
  expect([error.name, error.message, error.constructor]).toEqual([
    'AbortError',
    'The operation was aborted.',
    DOMException,
  ]);
  expect(own).not.toHaveBeenCalled();
});

test('a wait that is aborted ends with the reason of the signal', async () => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const fetch = createFetch({ baseURL: BASE, session: { refresh: '/auth/refresh', ...alone() } });
  await fetch.session.signIn(server.tokens());
  server.expire();
  for (const reason of [null, 'why', new Error('mine')]) {
    const controller = new AbortController();
    const sent = reasonOf(fetch('/x', { signal: controller.signal }));
    await turns();
    controller.abort(reason);
    expect(await sent).toBe(reason);
  }
  gate.resolve();
});

test('a session that cannot help hands out the refusal: as the answer where it is over, else beside the error', async () => {
  const refusal = json({ why: 'expired' }, 401);
  const server = fakeServer({ refresh: () => json({}, 503) });
  // The session's own calls go out by the platform's fetch.
  const fetch = await open(async () => refusal);
  const error = await rejection(fetch('/x'));
  expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
  expect([error.refused, error.response]).toEqual([refusal, undefined]);
  server.refresh = () => json({ error: 'invalid_grant' }, 400);
  const other = await open(async () => refusal);
  expect(await other('/x')).toBe(refusal);
  expect(other.session.isSignedIn).toBe(false);
});

test('the fetch is given the credential of the session, and only what takes part in it', async () => {
  const own = vi.fn(async () => json({}));
  const fetch = await open(own);
  const cookies = await open(own, { carrier: 'cookie' });
  own.mockClear();
  await fetch('/x');
  await fetch('/x', { session: false });
  await cookies('/x');
  await createFetch({ baseURL: BASE, fetch: own })('/x');
  expect(
    own.mock.calls.map(([url, { headers, credentials }]) => [url, headers.get('authorization'), credentials]),
  ).toEqual([
    [`${BASE}/x`, 'Bearer access-1', undefined],
    [`${BASE}/x`, null, undefined],
    [`${BASE}/x`, null, 'include'],
    [`${BASE}/x`, null, undefined],
  ]);
});

test('what a function of the application throws is the failure of the call', async () => {
  const canceled = new CanceledError('mine');
  let reason;
  const exclude = [
    () => {
      throw reason;
    },
  ];
  const fetch = await open(async () => json({}), { exclude });
  const { signal } = new AbortController();
  for (const init of [{}, { signal }]) {
    reason = canceled;
    expect(await rejection(fetch('/x', init))).toBe(canceled);
    reason = new Error('mine');
    expect(await rejection(fetch('/x', init))).toMatchObject({ message: 'mine', cause: reason });
  }
});
