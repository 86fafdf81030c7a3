// Browsers take the Authorization header off a request that is redirected to another origin, and no other header. So a
// token in another header follows no redirect, unless the caller has said what is to be done with redirects.
import { expect, test } from 'vitest';
import { outgoing } from '../../pkg-template/src/fetch/outgoing.js';

const URL_ = 'https://api.example/x';
const defaults = { session: {} };
/** The `redirect` of the call that is sent: of its init, else of its Request. */
const redirectOf = async (input, init, extra) => {
  let args;
  await outgoing(defaults, input, init).send(async (...given) => void (args = given), undefined, extra);
  return args[1]?.redirect ?? args[0].redirect;
};
const named = (header) => ({ header, value: 'a' });

test('a token in another header follows no redirect', async () => {
  for (const header of ['X-Token', 'X-Authorization', 'Authorization-Token', 'Proxy-Authorization', 'Auth'])
    for (const input of [URL_, new Request(URL_), new Request(URL_, { redirect: 'follow' })])
      expect(await redirectOf(input, undefined, named(header)), header).toBe('error');
});

test('in the Authorization header, however it is written, it may: the browser removes it', async () => {
  for (const header of ['Authorization', 'authorization', 'AUTHORIZATION']) {
    expect(await redirectOf(URL_, {}, named(header))).toBeUndefined();
    expect(await redirectOf(new Request(URL_), undefined, named(header))).toBe('follow');
  }
});

test('what carries no token follows', async () => {
  for (const extra of [undefined, {}, { header: 'X-Token', value: undefined }, { include: true }]) {
    expect(await redirectOf(URL_, {}, extra)).toBeUndefined();
    expect(await redirectOf(new Request(URL_), undefined, extra)).toBe('follow');
  }
});

test('what the caller has said of redirects counts', async () => {
  for (const redirect of ['follow', 'manual', 'error']) {
    expect(await redirectOf(URL_, { redirect }, named('X-Token'))).toBe(redirect);
    expect(await redirectOf(new Request(URL_), { redirect }, named('X-Token'))).toBe(redirect);
  }
  // A Request says `follow` where nobody has said anything.
  expect(await redirectOf(new Request(URL_, { redirect: 'manual' }), undefined, named('X-Token'))).toBe(
    'manual',
  );
  expect(await redirectOf(new Request(URL_, { redirect: 'manual' }), {}, named('X-Token'))).toBe('manual');
  expect(await redirectOf(URL_, new Request(URL_), named('X-Token'))).toBe('error');
  expect(await redirectOf(URL_, new Request(URL_, { redirect: 'manual' }), named('X-Token'))).toBe('manual');
  expect(await redirectOf(new Request(URL_), new Request(URL_), named('X-Token'))).toBe('error');
});

test('a polluted prototype says nothing', async () => {
  Object.prototype.redirect = 'follow';
  try {
    expect(await redirectOf(URL_, undefined, named('X-Token'))).toBe('error');
    expect(await redirectOf(URL_, {}, named('X-Token'))).toBe('error');
    expect(await redirectOf(new Request(URL_), {}, named('X-Token'))).toBe('error');
  } finally {
    delete Object.prototype.redirect;
  }
});

test('beside another member the referrer of a Request stays, and what a Request does not keep comes along', async () => {
  const calls = [];
  const send = (init, of, extra) =>
    outgoing(defaults, new Request(URL_, of), init).send(
      async (...given) => calls.push(given),
      undefined,
      extra,
    );
  await send();
  expect(calls.pop()).toHaveLength(1);
  await send({ cache: 'no-store' }, undefined, named('Authorization'));
  expect(calls[0][0].cache).toBe('no-store');
  expect(calls.pop()).toHaveLength(1);
  await send(
    { next: { revalidate: 1 } },
    { referrer: 'about:client', referrerPolicy: 'no-referrer' },
    { include: true },
  );
  expect(calls.pop()[1]).toEqual({
    referrer: 'about:client',
    referrerPolicy: 'no-referrer',
    credentials: 'include',
    next: { revalidate: 1 },
  });
});
