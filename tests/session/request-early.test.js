// A request before there is a core: what leaves by a lease or without a session, and what waits.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AxiosError } from '../../pkg-template/src/errors.js';
import { early } from './support/early.js';
import { BASE, rejection, turns } from './support/fake.js';
import { recordWith, storages } from './support/record.js';
import { answering, requestOf, told } from './support/session.js';

beforeEach(() => {
  storages();
  vi.stubGlobal('isSecureContext', true);
});

const nobody = { record: false };

/** The request is not sent until the core has come. */
const waits = async (session, config) => {
  const adapter = answering();
  const sent = requestOf(session, adapter, config).begin();
  await turns();
  expect([adapter.mock.calls.length, session.handle.ready.mock.calls.length]).toEqual([0, 1]);
  session.core.resolve();
  expect(await sent).toBe('begun');
};

describe('a request by a lease', () => {
  test('leaves at once with the token, and is numbered', async () => {
    const session = early();
    const adapter = answering();
    for (const url of ['/a', '/b']) await requestOf(session, adapter, { url }).begin();
    expect(adapter.mock.calls[0][1]).toEqual({
      header: 'Authorization',
      value: 'Bearer access-1',
      include: false,
      timeLeft: undefined,
    });
    expect(told(session.handle).map(({ event, request }) => [event, request])).toEqual(
      [1, 2].flatMap((number) => ['sent', 'answered', 'delivered'].map((event) => [event, number])),
    );
    expect(session.handle.leased).toMatchObject({ name: '12\n3', token: 'access-1' });
  });

  test('of a session of cookies has those, and no header', async () => {
    const session = early({ carrier: 'cookie' });
    const adapter = answering();
    await requestOf(session, adapter).begin();
    expect(adapter.mock.calls[0][1]).toMatchObject({ value: undefined, include: true });
  });

  test('without a scheme has the bare token', async () => {
    const session = early({ scheme: '' });
    const adapter = answering();
    await requestOf(session, adapter).begin();
    expect(adapter.mock.calls[0][1].value).toBe('access-1');
  });

  test('makes the page a member of the session, once', async () => {
    const session = early();
    await requestOf(session, answering()).begin();
    expect(session.handle.leave).toBeUndefined();
    session.handle.data.shareTabs = true;
    localStorage.setItem(`${session.handle.key}:E`, 'epoch\nlive');
    sessionStorage.setItem(session.handle.key, recordWith({ live: 'epoch live' }));
    await requestOf(session, answering()).begin();
    expect([typeof session.handle.leave, session.handle.leased.name]).toEqual(['function', '12\n3']);
  });

  test('waits for the core with a body that can be sent once, or over http from a secure page', async () => {
    await waits(early(), { data: new ReadableStream() });
    await waits(early({ origins: ['http://api.example'] }), { url: 'http://api.example/a' });
    vi.stubGlobal('location', { protocol: 'http:' });
    const adapter = answering();
    await requestOf(early({ origins: ['http://api.example'] }), adapter, {
      url: 'http://api.example/a',
    }).begin();
    expect(adapter.mock.calls[0][1].value).toBe('Bearer access-1');
  });

  test('waits where something has to precede it, or a refusal came', async () => {
    for (const member of ['wanted', 'isSpent']) {
      const session = early();
      session.handle[member] = 1;
      await waits(session);
    }
    const session = early();
    session.handle.engine = session.engine;
    session.handle.rust.mockReturnValueOnce(undefined);
    await waits(session);
  });
});

describe('a request without a session', () => {
  test('leaves at once without a credential, whatever its body, and warms the core up', async () => {
    const session = early({}, nobody);
    const adapter = answering();
    const data = new ReadableStream();
    expect((await requestOf(session, adapter, { data }).begin()).status).toBe(200);
    expect(adapter.mock.calls[0][1]).toMatchObject({ value: undefined, include: false });
    expect([session.handle.warm.mock.calls.length, session.handle.leased]).toEqual([1, undefined]);
    expect(told(session.handle)).toEqual([
      { event: 'sent', n: 1, method: 'get', path: '/a', request: 1 },
      { event: 'answered', status: 200, request: 1 },
      { event: 'delivered', status: 200, request: 1 },
    ]);
  });

  test('has no cookies of a session either, and may go over http', async () => {
    const session = early({ origins: ['http://api.example'] }, nobody);
    const adapter = answering();
    await requestOf(session, adapter, { url: 'http://api.example/a' }).begin();
    expect(adapter.mock.calls.length).toBe(1);
  });

  test('waits where only the core can tell whether there is one', async () => {
    await waits(early({ carrier: 'cookie' }, nobody));
    await waits(early({ initial: () => undefined }, nobody));
  });

  test('says of a 401 that there is none, and of another error nothing', async () => {
    const failing = (status) =>
      answering(Object.assign(new AxiosError('refused', 'X'), { response: { status, headers: {} } }));
    for (const [status, reason] of [
      [401, 'noSession'],
      [400, undefined],
      [402, undefined],
    ]) {
      const session = early({}, nobody);
      const error = await rejection(requestOf(session, failing(status)).begin());
      expect([error.reason, session.engine.judge.mock.calls.length]).toEqual([reason, 0]);
    }
    expect((await requestOf(early({}, nobody), answering({ status: 401 })).begin()).status).toBe(401);
  });
});

describe('the session leaves alone', () => {
  test('what goes elsewhere or nowhere, before there is a core', async () => {
    for (const record of [{}, false])
      for (const url of [
        'https://other.example/a',
        'https://[bad',
        `${BASE}.evil.example/a`,
        `${BASE}:8443/a`,
      ]) {
        const session = early({}, { record });
        const adapter = answering();
        const call = requestOf(session, adapter, { url });
        await call.begin();
        expect(adapter.mock.calls).toEqual([[call.config]]);
        expect([session.handle.requests, session.handle.leased]).toEqual([0, undefined]);
      }
  });

  test('what has its own credential, where it is known whether there is a session', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const headers = { Authorization: 'Basic x' };
    for (const record of [{}, false]) {
      const adapter = answering();
      const call = requestOf(early({}, { record }), adapter, { headers });
      await call.begin();
      expect(adapter.mock.calls).toEqual([[call.config]]);
    }
    await waits(early({ carrier: 'cookie' }, nobody), { headers });
  });
});
