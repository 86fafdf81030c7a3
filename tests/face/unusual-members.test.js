// Tokens, signals, schemas and instances that are used in unusual ways; where axios has them, beside axios's.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test, vi } from 'vitest';
import { alike, same } from './helpers.js';

describe('a token', () => {
  same('throws only what it was canceled with, once', ({ CancelToken }) => {
    const { token, cancel } = CancelToken.source();
    const before = token.throwIfRequested();
    cancel(null, { url: '/a' }, 'request');
    cancel('again');
    const { name, message, code, config, request } = token.reason;
    return [before, name, message, code, config, request];
  });

  alike('forgets a listener, and only that one', async ({ CancelToken }, note) => {
    const { token, cancel } = CancelToken.source();
    const listeners = ['a', 'b', 'c'].map((name) => () => note(name));
    for (const listener of listeners) token.subscribe(listener);
    token.unsubscribe(listeners[0]);
    token.unsubscribe(listeners[0]);
    token.unsubscribe(() => {});
    const signal = token.toAbortSignal();
    const other = token.toAbortSignal();
    other.unsubscribe();
    cancel('x');
    await token.promise;
    note(signal.aborted, other.aborted);
    token.subscribe((reason) => note('late', reason.message));
    token.unsubscribe(listeners[1]);
  });

  test('a listener may forget others that were not called yet, and is not called twice for it, as in axios', async () => {
    const { token, cancel } = everfetch.CancelToken.source();
    const calls = [];
    const first = () => calls.push('first');
    token.subscribe(first);
    token.subscribe(() => (calls.push('second'), token.unsubscribe(first)));
    cancel();
    await token.promise;
    expect(calls).toEqual(['second']);
  });

  for (const executor of [undefined, null, 'text', {}, 5])
    same(`of ${JSON.stringify(executor)} is none`, ({ CancelToken }) => new CancelToken(executor));
});

test('a signal that is not the platform’s is enough, with events or without', async () => {
  const adapter = async (config) => ({ data: 1, status: 200, headers: {}, config });
  for (const signal of [
    { aborted: false },
    { aborted: false, addEventListener() {}, removeEventListener() {} },
  ])
    expect((await everfetch.get('http://h/', { signal, adapter })).status).toBe(200);
  const reasons = [];
  for (const signal of [
    { aborted: true },
    { aborted: true, reason: 'why' },
    AbortSignal.abort(),
    AbortSignal.abort(null),
  ])
    await everfetch.get('http://h/', { signal, adapter }).catch((error) => {
      reasons.push([
        error.code,
        'cause' in error,
        Object.keys(error).includes('cause'),
        error.cause?.name ?? error.cause,
      ]);
    });
  expect(reasons).toEqual([
    ['ERR_CANCELED', false, false, undefined],
    ['ERR_CANCELED', true, false, 'why'],
    ['ERR_CANCELED', true, false, 'AbortError'],
    ['ERR_CANCELED', true, false, null],
  ]);
});

test('a schema is told by its interface, and its issues are on the error', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const adapter = async (config) => ({
    data: { a: 1 },
    status: 200,
    headers: {},
    config,
    request: 'request',
  });
  const get = (validate) => everfetch.get('/a', { adapter, schema: { '~standard': { validate } } });
  expect((await get(() => ({ value: 'v' }))).data).toBe('v');
  expect((await get(async (data) => ({ value: [data] }))).data).toEqual([{ a: 1 }]);
  for (const [issues, said] of [
    [[{ message: 'first' }, { message: 'second' }], 'first'],
    [[], 'undefined'],
  ]) {
    const error = await get(async () => ({ issues })).catch((reason) => reason);
    expect(error).toMatchObject({
      name: 'AxiosError',
      code: 'ERR_BAD_RESPONSE',
      message: 'Response does not match the schema: ' + said,
      request: 'request',
      config: { url: '/a' },
      status: 200,
    });
    expect([error.issues, error.response.data]).toEqual([issues, { a: 1 }]);
  }
  for (const schema of [{}, { standard: {} }, { '~standard': null }, 'text'])
    expect((await everfetch.get('/a', { adapter, schema })).data).toEqual({ a: 1 });
  vi.restoreAllMocks();
});

test('an instance carries what a client has, and shows no session', () => {
  const instance = everfetch.create({ timeout: 5 });
  expect(Object.getOwnPropertyDescriptor(instance, 'session')).toMatchObject({
    enumerable: false,
    set: undefined,
  });
  expect([Object.keys(instance).includes('session'), Object.hasOwn(instance, 'constructor')]).toEqual([
    false,
    false,
  ]);
  expect(instance.session.state).toBe('anonymous');
  const own = (client) =>
    Object.keys(client)
      .filter((key) => !/^(fetch|session|_request|constructor)$/.test(key))
      .sort();
  expect(own(instance)).toEqual(own(axios.create({ timeout: 5 })));
  for (const name of ['get', 'request', 'defaults', 'interceptors'])
    expect(Object.getOwnPropertyDescriptor(instance, name)).toMatchObject({
      writable: true,
      configurable: true,
    });
  const child = instance.create({ headers: { a: 1 } });
  expect([child.defaults.timeout, instance.defaults.headers.a, child.defaults.headers.a]).toEqual([
    5,
    undefined,
    1,
  ]);
  const client = new everfetch.ApiClient({ timeout: 7 });
  expect([client.create().defaults.timeout, client.create({ timeout: 8 }).defaults.timeout]).toEqual([7, 8]);
});
