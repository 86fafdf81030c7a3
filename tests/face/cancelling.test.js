// How an adapter hears of a cancellation: once, at once if it has happened already, and of nothing after it has stopped
// listening, whether by a signal, a token or both.
import everfetch from 'everfetch';
import { expect, test } from 'vitest';
import { onCancel } from '../../pkg-template/src/cancel.js';
import { countedController } from './helpers.js';

const listening = (config, ...more) => {
  const heard = [];
  const stop = onCancel(config, (error) => heard.push(error), ...more);
  return { heard, stop };
};

test('a signal and a token that cancel both are heard once, and neither keeps a listener', async () => {
  for (const first of ['signal', 'token']) {
    const { controller, signal, count } = countedController();
    const { token, cancel } = everfetch.CancelToken.source();
    const { heard } = listening({ signal, cancelToken: token, url: '/a' });
    expect([count(), token._listeners.length]).toEqual([1, 1]);
    const acts = [() => controller.abort('why'), () => cancel('stop')];
    for (const act of first === 'signal' ? acts : acts.reverse()) {
      act();
      await token.promise.constructor.resolve();
    }
    expect(heard.length).toBe(1);
    expect([count(), token._listeners.length]).toEqual([0, 0]);
    if (first === 'signal')
      expect(heard[0]).toMatchObject({ message: 'canceled', config: { url: '/a' }, cause: 'why' });
    else expect(heard[0]).toBe(token.reason);
  }
});

test('who has stopped hears nothing, and may stop again', async () => {
  const { controller, signal, count } = countedController();
  const { token, cancel } = everfetch.CancelToken.source();
  const { heard, stop } = listening({ signal, cancelToken: token });
  stop();
  expect([count(), token._listeners.length]).toEqual([0, 0]);
  stop();
  expect(count()).toBe(0);
  controller.abort();
  cancel('stop');
  await token.promise;
  expect(heard).toEqual([]);
});

test('what has been canceled already is heard at once, by the token if both have', () => {
  const signal = AbortSignal.abort('why');
  const { token, cancel } = everfetch.CancelToken.source();
  expect(listening({ signal, cancelToken: token }).heard[0]).toMatchObject({ cause: 'why' });
  expect(token._listeners).toEqual([]);
  cancel('stop');
  expect(listening({ signal, cancelToken: token }).heard).toEqual([token.reason]);
  const own = new Error('own');
  expect(listening({ signal }, (from) => (from === signal ? own : from)).heard).toEqual([own]);
});

test('a token that calls back although it was told to forget is not heard', () => {
  const kept = [];
  const cancelToken = { subscribe: (listener) => kept.push(listener), unsubscribe() {} };
  const { heard, stop } = listening({ cancelToken });
  kept[0]('first');
  kept[0]('second');
  expect(heard).toEqual(['first']);
  const other = listening({ cancelToken });
  other.stop();
  kept[1]('late');
  expect(other.heard).toEqual([]);
  stop();
});

test('a signal without events, and none at all, are listened to without harm', () => {
  for (const config of [
    {},
    { signal: undefined },
    { signal: null, cancelToken: null },
    { signal: { aborted: false } },
  ]) {
    const { heard, stop } = listening(config);
    stop();
    expect(heard).toEqual([]);
  }
});
