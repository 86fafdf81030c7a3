// Errors and cancel tokens beside axios's: same arguments, same results.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { same } from './helpers.js';

describe('errors', () => {
  const config = () => ({
    url: '/a',
    headers: { Authorization: 'Bearer secret' },
    data: { password: 'p', list: [{ password: 'q' }], when: new Date(0), set: new Set([1]) },
    auth: { password: 'r' },
  });
  same('carry what they are given', ({ AxiosError }) => {
    const response = { status: 404 };
    const error = new AxiosError('m', 'CODE', config(), { r: 1 }, response);
    return {
      own: { ...error, stack: 0 },
      name: error.name,
      isError: error instanceof Error,
      keys: Object.keys(error).sort(),
    };
  });
  same('without arguments', ({ AxiosError }) => ({ ...new AxiosError() }));
  same('toJSON', ({ AxiosError, AxiosHeaders }) => {
    const own = config();
    own.self = own;
    own.headers = new AxiosHeaders(own.headers);
    return { ...JSON.parse(JSON.stringify(new AxiosError('m', 'C', own))), stack: 0 };
  });
  same('toJSON with redact', ({ AxiosError, AxiosHeaders }) => {
    const own = { ...config(), redact: ['PASSWORD', 'authorization'] };
    own.headers = new AxiosHeaders(own.headers);
    return { ...JSON.parse(JSON.stringify(new AxiosError('m', 'C', own))), stack: 0 };
  });
  for (const redact of [undefined, [], ['password'], ['PASSWORD', 'Token', 5, null], 'password', {}])
    same(`toJSON of what says itself how it is written, with redact ${JSON.stringify(redact)}`, (library) => {
      const says = { toJSON: () => ({ password: 'p' }), password: 'q' };
      class Own {
        password = 'r';
        toJSON() {
          return { password: 's' };
        }
      }
      const shared = { password: 't', 5: 'five', null: 'none' };
      const own = {
        redact,
        data: [says, new Own(), shared, { again: shared, passwords: 'u', 'x-password': 'v', pass: 'w' }],
        headers: new library.AxiosHeaders({ Token: 'a', 'X-Token': 'b', Tokens: 'c' }),
        map: new Map([['password', 'x']]),
        nothing: { a: undefined, b: null, password: undefined },
      };
      return { ...JSON.parse(JSON.stringify(new library.AxiosError('m', 'C', own))), stack: 0 };
    });
  test('toJSON leaves out a schema and the session of the config, and nothing of data that is called so', () => {
    const data = { session: 's', schema: 't' };
    for (const redact of [undefined, ['password']]) {
      const config = { redact, schema: { large: 1 }, session: { storage: 1 }, data };
      const { config: shown } = JSON.parse(JSON.stringify(new everfetch.AxiosError('m', 'C', config)));
      expect(Object.keys(shown).sort()).toEqual(redact ? ['data', 'redact'] : ['data']);
      expect(shown.data).toEqual(data);
    }
  });
  test('toJSON leaves the options of the session out, whose storage may hold tokens', () => {
    const error = new everfetch.AxiosError('m', 'C', {
      url: '/a',
      session: { storage: { token: 'secret' } },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });
  same('are made of what is there', ({ AxiosError }) => {
    const error = new AxiosError('m', 'C', { url: '/a', data: { a: undefined } }, {}, { status: 404 });
    const shown = error.toJSON();
    return [
      Object.keys(new AxiosError('m')).sort(),
      ['message', 'name'].map((name) => Object.getOwnPropertyDescriptor(error, name)),
      [shown.status, shown.code, Object.keys(shown.config.data)],
      JSON.stringify(new AxiosError('m', 'C', JSON.parse('{"__proto__":{"x":1},"a":2}')).toJSON().config),
    ];
  });
  for (const redact of [undefined, ['x']])
    same(`toJSON of a config with a key __proto__, redact ${redact}`, ({ AxiosError }) => {
      const data = JSON.parse('{"__proto__":{"x":1,"y":2},"a":3}');
      const config = { data, redact };
      const shown = new AxiosError('m', 'C', config).toJSON().config.data;
      return [JSON.stringify(shown), Object.keys(shown), shown.y];
    });
  test('have the codes of axios, and those of a session', () => {
    const own = ['SESSION_ENDED', 'SESSION_CHANGED', 'REFRESH_FAILED', 'REFRESH_MISCONFIGURED'];
    const codes = [...own, 'BODY_NOT_REPLAYABLE'].map((name) => `ERR_${name}`);
    for (const code of [...codes, ...Object.keys(axios.AxiosError).filter((key) => /^E[A-Z_]+$/.test(key))])
      expect([code, everfetch.AxiosError[code]]).toEqual([code, code]);
    for (const code of Object.keys(everfetch.AxiosError)) expect(code).toMatch(/^E[A-Z_]+$/);
  });
  same('from errors with a message, without one, and of several', ({ AxiosError }) =>
    [
      new AggregateError([new Error('a')], 'own'),
      new AggregateError([null, undefined, 0, '', { message: 'b' }]),
      new Error(''),
      Object.assign(new Error('own'), { errors: [new Error('c')] }),
      Object.assign(new Error(''), { errors: 'd' }),
      new AggregateError([]),
      new AggregateError(['', Object.create(null)]),
      Object.assign(new AggregateError(['']), { name: '' }),
      new AggregateError([{ message: { toString: () => 'e' } }, Object.create(null), Symbol('f')]),
    ].map((error) => AxiosError.from(error).message),
  );
  test('from an error whose stack cannot be read or written', () => {
    const { AxiosError } = everfetch;
    const error = new Error('low');
    Object.defineProperty(error, 'stack', {
      get() {
        throw new Error('no');
      },
    });
    expect(AxiosError.from(error, 'C')).toMatchObject({ message: 'low', code: 'C', cause: error });
  });
  same('from', ({ AxiosError }) => {
    const cause = Object.assign(new TypeError('low'), { code: 'ELOW', status: 418 });
    const error = AxiosError.from(cause, null, { url: '/a' }, 1, null, { extra: true });
    return {
      own: { ...error, stack: 0 },
      cause: error.cause === cause,
      enumerable: Object.keys(error).includes('cause'),
      name: error.name,
      says: error.stack.includes('Caused by: TypeError: low'),
      instance: error instanceof AxiosError,
    };
  });
  same(
    'from: the status of the response first, none where there is none, and no stack of what has none',
    ({ AxiosError }) =>
      [
        [{ message: 'm', status: 418 }, { status: 500 }],
        [{ message: 'm', status: 418 }, {}],
        [{ message: 'm', status: 0 }],
        [{ message: 'm', status: null }],
        [{ message: 'm', stack: '' }],
        [{ message: 'm', stack: 'low-level' }],
      ].map(([error, response]) => {
        const out = AxiosError.from(error, 'C', {}, null, response);
        return ['status' in out, out.status, /Caused by|undefined/.test(out.stack)];
      }),
  );
  same('toJSON of sets leaves nothing where something undefined was', ({ AxiosError }) =>
    JSON.stringify(new AxiosError('m', 'C', { set: new Set([undefined, 1, { a: 2 }]) }).toJSON().config),
  );
  same(
    'from an AggregateError',
    ({ AxiosError }) => AxiosError.from(new AggregateError([new Error('a'), 'b'])).message,
  );
  same('CanceledError', ({ CanceledError, AxiosError, isCancel, isAxiosError, Cancel }) => {
    const error = new CanceledError(undefined, { url: '/a' });
    return [
      { ...error, stack: 0 },
      isCancel(error),
      isAxiosError(error),
      error instanceof AxiosError,
      Cancel === CanceledError,
      new CanceledError('why').message,
    ];
  });
  same('isCancel and isAxiosError of anything', ({ isCancel, isAxiosError }) =>
    [null, undefined, 1, {}, { __CANCEL__: true }, { isAxiosError: true }, { isAxiosError: 1 }].map(
      (value) => [isCancel(value), isAxiosError(value)],
    ),
  );
});

describe('CancelToken', () => {
  same('needs a function', ({ CancelToken }) => new CancelToken());
  for (const library of [axios, everfetch])
    test(`subscribes, unsubscribes, resolves once (${library === axios ? 'axios' : 'everfetch'})`, async () => {
      const { token, cancel } = library.CancelToken.source();
      const calls = [];
      const second = () => calls.push('second');
      token.subscribe((reason) => calls.push(reason.message));
      token.subscribe(second);
      token.unsubscribe(second);
      token.unsubscribe(() => {});
      token.throwIfRequested();
      const signal = token.toAbortSignal();
      const forgotten = token.promise.then(() => calls.push('forgotten'));
      forgotten.cancel();
      cancel('stop', { url: '/a' });
      cancel('again');
      expect(token.reason.message).toBe('stop');
      expect(token.reason.config.url).toBe('/a');
      expect(() => token.throwIfRequested()).toThrow('stop');
      await token.promise;
      expect(calls).toEqual(['stop']);
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toBe(token.reason);
      token.subscribe((reason) => calls.push(reason));
      expect(calls[1]).toBe(token.reason);
    });

  for (const library of [axios, everfetch])
    test(`calls its listeners from the last one to the first (${library === axios ? 'axios' : 'everfetch'})`, async () => {
      const { token, cancel } = library.CancelToken.source();
      const calls = [];
      for (const name of ['first', 'second', 'third']) token.subscribe(() => calls.push(name));
      cancel('stop');
      await token.promise;
      expect(calls).toEqual(['third', 'second', 'first']);
    });
});
