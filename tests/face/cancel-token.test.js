// `CancelToken` through the life of a request, beside axios's: before it is sent, on its way, answered, and with one token
// for several requests. Both libraries send by fetch, to a function that listens to the signal as the platform does.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { turns } from '../session/support/fake.js';

/** What a call gives, or what it is rejected with. */
const outcome = (promise) =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    ({ name, code, message, config }) => ({ name, code, message, url: config?.url, own: config?.own }),
  );

const answered = async ({ signal }) => {
  signal.throwIfAborted();
  return new Response('{"a":1}');
};
const pending = (input) =>
  new Promise((_, reject) => input.signal.addEventListener('abort', () => reject(input.signal.reason)));

/** The options of a request that `fetch` answers. */
const by = (token, fetch, more) => ({
  adapter: 'fetch',
  cancelToken: token,
  env: { fetch },
  own: 1,
  ...more,
});
const ok = async (config) => ({ data: 1, status: 200, headers: {}, config });

const situations = {
  'canceled before the call': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    cancel('early');
    return outcome(lib.get('http://h/x', by(token, answered)));
  },
  'canceled by a request interceptor': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const api = lib.create();
    let sent = 0;
    api.interceptors.request.use((config) => (cancel('by an interceptor'), config));
    const adapter = (config) => (sent++, ok(config));
    return [await outcome(api.get('http://h/x', by(token, answered, { adapter }))), sent];
  },
  'canceled by a request transform': (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const transformRequest = (data) => (cancel('by a transform'), data);
    return outcome(lib.get('http://h/x', by(token, answered, { transformRequest })));
  },
  'canceled on its way': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const sent = outcome(lib.get('http://h/x', by(token, pending)));
    await turns();
    cancel('on its way', { url: 'http://h/of-the-caller' }, 'request');
    return sent;
  },
  'canceled while an adapter answers': (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const adapter = (config) => (cancel('by the adapter'), ok(config));
    return outcome(lib.get('http://h/x', by(token, answered, { adapter })));
  },
  'canceled while an adapter fails': (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const adapter = async () => {
      cancel('by the adapter');
      throw new Error('adapter');
    };
    return outcome(lib.get('http://h/x', by(token, answered, { adapter })));
  },
  'canceled by a response interceptor': (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const api = lib.create();
    api.interceptors.response.use(({ status }) => (cancel('too late'), status));
    return outcome(api.get('http://h/x', by(token, answered)));
  },
  'canceled after it was answered, and used again': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const first = (await lib.get('http://h/x', by(token, answered))).status;
    await turns();
    const listeners = token._listeners?.length ?? 0;
    cancel('late');
    await turns();
    return [first, listeners, await outcome(lib.get('http://h/y', by(token, answered)))];
  },
  'one token for several requests, and canceled twice': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const all = ['a', 'b', 'c'].map((name) => outcome(lib.get(`http://h/${name}`, by(token, pending))));
    await turns();
    const listeners = token._listeners.length;
    cancel('stop');
    cancel('again');
    const ended = (await Promise.all(all)).map(({ name, code, message }) => [name, code, message]);
    await turns();
    return [listeners, ended, token._listeners?.length ?? 0, token.reason.message];
  },
  'beside a signal that has aborted as well': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const controller = new AbortController();
    controller.abort();
    cancel('by the token');
    return outcome(lib.get('http://h/x', by(token, answered, { signal: controller.signal })));
  },
  'beside a signal that aborts on the way': async (lib) => {
    const { token } = lib.CancelToken.source();
    const controller = new AbortController();
    const sent = outcome(lib.get('http://h/x', by(token, pending, { signal: controller.signal })));
    await turns();
    controller.abort();
    const ended = await sent;
    await turns();
    return [ended, token._listeners?.length ?? 0];
  },
  'of the other library': async (lib) => {
    const { token, cancel } = (lib === axios ? everfetch : axios).CancelToken.source();
    const sent = outcome(lib.get('http://h/x', by(token, pending)));
    await turns();
    cancel('from elsewhere');
    return sent;
  },
  'waited for by `then`, which can be given up': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const heard = [];
    const kept = token.promise.then(({ message }) => heard.push(message));
    token.promise.then(() => heard.push('given up')).cancel();
    cancel('x');
    await kept;
    return heard;
  },
  'as a signal': async (lib) => {
    const { token, cancel } = lib.CancelToken.source();
    const signal = token.toAbortSignal();
    cancel('x');
    await turns();
    return [signal.aborted, signal.reason.message, typeof signal.unsubscribe];
  },
};

describe('a token of a request does the same as in axios', () => {
  for (const [name, work] of Object.entries(situations))
    test(name, async () => {
      expect(await work(everfetch)).toEqual(await work(axios));
    });

  test('and a fetch that ignores its signal does not keep the caller waiting, as it does in axios', async () => {
    const { token, cancel } = everfetch.CancelToken.source();
    const sent = outcome(
      everfetch.get(
        'http://h/x',
        by(token, () => new Promise(() => {})),
      ),
    );
    await turns();
    cancel('x');
    expect(await sent).toEqual({
      name: 'CanceledError',
      code: 'ERR_CANCELED',
      message: 'x',
      url: 'http://h/x',
      own: 1,
    });
  });
});
