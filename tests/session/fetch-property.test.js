// Whatever a call of `fetch` says, the server sees what it sees of the platform's fetch, and the token. Calls are made from
// a seed: the same on every run, so that a failure can be looked at.
import { expect, test } from 'vitest';
import { createFetch } from 'everfetch/fetch';
import { random } from '../face/generate.js';
import { openEcho } from './support/echo.js';

const bytes = new Uint8Array(2000).map((_, n) => n * 7);

/** Each is made anew: two calls must not share one. */
const BODIES = [
  () => undefined,
  () => null,
  () => '',
  () => 'hällo',
  () => 42,
  () => ({ a: 1 }),
  () => ['a', 'b'],
  () => new Date(0),
  () => new String('text'),
  () => new URLSearchParams({ a: '1 &=', b: 'ü' }),
  () => new Blob([bytes], { type: 'image/png' }),
  () => new Blob([]),
  () => new File(['a'], 'a.txt', { type: 'text/plain' }),
  () => bytes.slice().buffer,
  () => bytes.subarray(5, 700),
  () => new DataView(bytes.buffer, 3, 90),
  () => new Uint16Array([1, 2, 300]),
  () => Buffer.from('buffer'),
  () => {
    const form = new FormData();
    form.append('a', 'ü\n');
    form.append('a', 'second');
    form.append('file', new Blob([bytes]), 'a "b".bin');
    return form;
  },
  () => new Blob(['streamed']).stream(),
  async function* () {
    yield new TextEncoder().encode('one ');
    yield new TextEncoder().encode('two');
  },
];
const HEADERS = [
  () => undefined,
  () => ({}),
  () => ({ 'X-A': 'b', Accept: 'text/html', 'content-type': 'application/vnd.a+json' }),
  () => [
    ['X-A', 'one'],
    ['x-a', 'two'],
  ],
  () => new Headers({ 'X-A': ' spaced ' }),
  () => new Map([['X-Map', '1']]),
  () => ({ 'X-Bad': 'a\nb' }),
  () => ({ 'bad name': 'a' }),
  () => null,
];
const METHODS = [
  undefined,
  'GET',
  'get',
  'POST',
  'post',
  'Put',
  'PATCH',
  'patch',
  'DELETE',
  'HEAD',
  'QUERY',
  'TRACE',
  'a b',
];
const MORE = {
  redirect: [undefined, 'follow', 'manual', 'error', 'nowhere'],
  cache: [undefined, 'no-store', 'reload', 'only-if-cached'],
  credentials: [undefined, 'omit', 'include'],
  mode: [undefined, 'cors', 'no-cors', 'navigate'],
  keepalive: [undefined, true],
  duplex: ['half', undefined],
  referrer: [undefined, '', 'about:client'],
  integrity: [undefined, ''],
  signal: [undefined, null],
};
const PATHS = ['/open', '/open?a=1&b=%20', '/open#hash', '/moved', '/open/ü', '/open/../open'];

/** @param {number} seed @param {string} base @returns {() => [unknown, any]} makes the arguments, anew each time */
const callOf = (seed, base) => {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const [path, form, method, body, headers] = [
    pick(PATHS),
    next(),
    pick(METHODS),
    pick(BODIES),
    pick(HEADERS),
  ];
  const hasBody = next() < 0.6;
  const more = Object.fromEntries(
    Object.entries(MORE)
      .filter(() => next() < 0.3)
      .map(([name, values]) => [name, pick(values)]),
  );
  const isInherited = next() < 0.2;
  return () => {
    const init = { duplex: 'half', ...more };
    if (method) init.method = method;
    if (hasBody) init.body = body();
    const given = headers();
    if (given !== undefined) init.headers = given;
    const url = base + path;
    if (form < 0.3) return [url, isInherited ? Object.create(init) : init];
    if (form < 0.4) return [new URL(url), init];
    if (form < 0.5) return [{ toString: () => url }, init];
    if (form < 0.7) return [new Request(url, init), undefined];
    if (form < 0.85)
      return [new Request(url, { method: 'POST', body: 'first', headers: { 'X-First': '1' } }), init];
    return [url, new Request(base, init)];
  };
};

/** What the server got, but for what is chance or the token. */
const seen = ({ method, url, headers, body }) => {
  const [boundary = '\0'] = /formdata-undici-\d+/.exec(body) || [];
  const { authorization, ...rest } = headers;
  return JSON.parse(JSON.stringify({ method, url, headers: rest, body }).replaceAll(boundary, 'BOUNDARY'));
};

/** What came of a call: the answer, or what it was rejected with. */
const outcome = async (fetch, make) => {
  try {
    const response = await fetch(...make());
    return [response.status, response.url, response.redirected, response.type, await response.text()];
  } catch (error) {
    // Of several faults another one may be found first.
    return [error.constructor.name, error.name];
  }
};

const CALLS = 400;

test('what is sent, and what comes of it, is what fetch does', { timeout: 60_000 }, async () => {
  const echo = await openEcho(
    ({ path }, response) => path === '/moved' && !!response.writeHead(302, { location: '/open' }).end(),
  );
  const fetch = createFetch({ baseURL: echo.base, session: { refresh: '/auth/refresh' } });
  await fetch.session.signIn(echo.tokens());
  let rejected = 0;
  for (let seed = 0; seed < CALLS; seed++) {
    const make = callOf(seed, echo.base);
    echo.calls.length = 0;
    const expected = await outcome(globalThis.fetch, make);
    const wanted = echo.calls.splice(0);
    const got = await outcome(fetch, make);
    expect([got, echo.calls.map(seen)], `seed ${seed}`).toEqual([expected, wanted.map(seen)]);
    if (typeof expected[0] === 'string') rejected++;
    // `no-cors` lets no such header through, from anybody.
    const first = echo.calls[0];
    if (first && first.headers['sec-fetch-mode'] !== 'no-cors')
      expect(first.headers.authorization, `seed ${seed}`).toBe('Bearer access-1');
  }
  // Neither all of them nor none.
  expect(rejected).toBeGreaterThan(CALLS / 20);
  expect(rejected).toBeLessThan(CALLS / 1.5);
});

test('a second send is the first one with another token, or there is none', { timeout: 60_000 }, async () => {
  const echo = await openEcho();
  const fetch = createFetch({ baseURL: echo.base, session: { refresh: '/auth/refresh' } });
  await fetch.session.signIn(echo.tokens());
  let sentTwice = 0;
  for (let seed = 0; seed < CALLS / 2; seed++) {
    const make = callOf(seed, `${echo.base}/guarded`);
    echo.calls.length = 0;
    echo.expire();
    const [status] = await outcome(fetch, make);
    const sent = echo.requests.filter(({ url }) => url !== '/x');
    if (status === 'AxiosError') expect(sent.length, `seed ${seed}`).toBe(1);
    else if (sent.length > 1) {
      sentTwice++;
      expect(sent.length).toBe(2);
      expect(seen(sent[1]), `seed ${seed}`).toEqual(seen(sent[0]));
      expect(sent[1].headers.authorization).not.toBe(sent[0].headers.authorization);
    }
  }
  expect(sentTwice).toBeGreaterThan(CALLS / 20);
});
