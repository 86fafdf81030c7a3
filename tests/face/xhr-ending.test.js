// How a request by XMLHttpRequest ends without an answer. The requests are fakes, whose events the test fires; tests/axios
// has those of browsers.
import { expect, test } from 'vitest';
import { CancelToken } from '../../pkg-template/src/cancel.js';
import { countedController, failure } from './outcomes.js';
import { fakeRequests } from './xhr-fake.js';

const fake = fakeRequests();
const { send } = fake;
const told = ({ code, message, config, request: own }) => [code, message, config.url, own === fake.request];

test('it ends by its time, a dead network, or somebody who aborts it', async () => {
  for (const [event, code, message, config] of [
    ['ontimeout', 'ECONNABORTED', 'timeout of 20ms exceeded', { timeout: 20 }],
    [
      'ontimeout',
      'ETIMEDOUT',
      'mine',
      { timeoutErrorMessage: 'mine', transitional: { clarifyTimeoutError: true } },
    ],
    ['onerror', 'ERR_NETWORK', 'Network Error'],
    ['onabort', 'ECONNABORTED', 'Request aborted'],
  ]) {
    const end = failure(send(config));
    fake.request[event](new Event('x'));
    expect(told(await end)).toEqual([code, message, 'http://h/', true]);
  }
});

test('it ends with the event of the dead network, and the message that a polyfill gives', async () => {
  for (const [event, message] of [
    [new Event('error'), 'Network Error'],
    [{ message: 'mine' }, 'mine'],
    [{ message: '' }, 'Network Error'],
    [undefined, 'Network Error'],
    [null, 'Network Error'],
  ]) {
    const end = failure(send());
    fake.request.onerror(event);
    const error = await end;
    expect([error.message, error.event]).toEqual([message, event ?? null]);
  }
});

test('it ends once: what comes after its end changes nothing', async () => {
  const end = failure(send());
  fake.request.onerror(new Event('error'));
  fake.request.onabort();
  fake.request.ontimeout();
  fake.request.end();
  expect((await end).code).toBe('ERR_NETWORK');
  const answered = send();
  fake.request.end();
  fake.request.onerror(new Event('error'));
  expect((await answered).status).toBe(200);
});

test('it ends by a signal or a token, which abort it; neither is listened to any longer', async () => {
  const { controller, signal, count } = countedController();
  const bySignal = failure(send({ signal }));
  expect(count()).toBe(1);
  controller.abort(new Error('why'));
  expect(told(await bySignal)).toEqual(['ERR_CANCELED', 'canceled', 'http://h/', true]);
  expect([fake.request.did('abort'), count()]).toEqual([['abort'], 0]);
  const { token, cancel } = CancelToken.source();
  const byToken = failure(send({ cancelToken: token }));
  cancel('enough');
  const error = await byToken;
  expect([error, token._listeners, fake.request.did('abort')]).toEqual([token.reason, [], ['abort']]);
});

test('it ends with an answer, and the signal is not listened to any longer', async () => {
  const { signal, count } = countedController();
  for (const status of [200, 500]) {
    const end = send({ signal, validateStatus: (given) => given < 300 });
    expect(count()).toBe(1);
    fake.request.end({ status });
    await end.catch(() => {});
    expect([count(), fake.request.did('abort')]).toEqual([0, undefined]);
  }
});

test('it ends before it is sent: by a signal, by a scheme that pages cannot send to', async () => {
  const gone = await failure(send({ signal: AbortSignal.abort() }));
  expect([gone.code, fake.request.did('send')]).toEqual(['ERR_CANCELED', undefined]);
  for (const scheme of ['xhttp', 'httpx', 'ftp']) {
    const refused = await failure(send({ url: scheme + '://h/', headers: { 'X-A': '1' } }));
    expect([refused.code, refused.message]).toEqual(['ERR_BAD_REQUEST', `Unsupported protocol ${scheme}:`]);
    expect([fake.request.did('header'), fake.request.did('send')]).toEqual([undefined, undefined]);
  }
});

test('it ends by what cannot be opened or sent, in axios’s form', async () => {
  const thrown = new DOMException('no', 'SyntaxError');
  const refuse = () => {
    throw thrown;
  };
  fake.members = { open: refuse };
  const address = await failure(send({ url: 'http://[' }));
  expect([address.code, address.config.url, address.request === fake.request]).toEqual([
    'ERR_INVALID_URL',
    'http://[',
    true,
  ]);
  fake.members = { setRequestHeader: refuse };
  const header = await failure(send({ headers: { 'bad name': 'x' } }));
  expect([header.code, header.cause?.name, header.request === fake.request]).toEqual([
    'ERR_BAD_OPTION_VALUE',
    'TypeError',
    true,
  ]);
  fake.members = { send: refuse };
  const other = await failure(send());
  expect([other.code, other.message, other.cause, other.config.url, other.request === fake.request]).toEqual([
    'ERR_BAD_OPTION_VALUE',
    'no',
    thrown,
    'http://h/',
    true,
  ]);
});

test('it ends by an option that throws, before there is an address', async () => {
  const thrown = new TypeError('mine');
  const config = {
    url: new URL('http://h/'),
    params: { a: 1 },
    paramsSerializer() {
      throw thrown;
    },
  };
  const error = await failure(send(config));
  expect([error.code, error.cause, error.request === fake.request]).toEqual([
    'ERR_BAD_OPTION_VALUE',
    thrown,
    true,
  ]);
  expect((await failure(send({ url: 'http:a' }))).code).toBe('ERR_INVALID_URL');
});
