// What the listeners of a request by XMLHttpRequest hear, and that nothing they do fails it. The requests are fakes, whose
// events the test fires.
import { afterEach, expect, test, vi } from 'vitest';
import { countedController, failure } from './outcomes.js';
import { fakeRequests } from './xhr-fake.js';

afterEach(() => vi.useRealTimers());
const fake = fakeRequests();
const { send } = fake;

const listen = (config) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 });
  const events = [];
  const note = (event) => events.push(event);
  return { events, end: send({ onDownloadProgress: note, onUploadProgress: note, ...config }) };
};
const seen = (events) => events.map(({ loaded, upload, download }) => [loaded, !!upload, !!download]);

test('the listeners hear of the way in both directions, and last of its end', async () => {
  const { events, end } = listen();
  const first = fake.request.upload.progress(1, 4);
  fake.request.progress(2, 4);
  const last = fake.request.end();
  await end;
  expect(seen(events)).toEqual([
    [1, true, false],
    [2, false, true],
    [4, false, true],
  ]);
  expect([events[0].event, events[2].event]).toEqual([first, last]);
});

test('the listeners hear the last of the upload as soon as it is through', async () => {
  const { events, end } = listen();
  for (const loaded of [1, 2]) fake.request.upload.progress(loaded, 4);
  expect(seen(events)).toEqual([[1, true, false]]);
  fake.request.upload.dispatchEvent(new Event('loadend'));
  expect(seen(events).at(-1)).toEqual([2, true, false]);
  fake.request.end();
  await end;
  expect(events).toHaveLength(3);
});

test('the listeners hear what waits where it fails, and nothing after its end', async () => {
  const { events, end } = listen();
  for (const target of [fake.request, fake.request.upload])
    for (const loaded of [1, 2]) target.progress(loaded, 4);
  expect(events).toHaveLength(2);
  fake.request.onerror(new Event('error'));
  await failure(end);
  expect(seen(events).slice(2)).toEqual([
    [2, false, true],
    [2, true, false],
  ]);
  expect([fake.request.listening, fake.request.upload.listening, vi.getTimerCount()]).toEqual([0, 0, 0]);
  vi.advanceTimersByTime(1000);
  fake.request.progress(3, 4);
  fake.request.upload.progress(3, 4);
  // Browsers end with this one, whatever came before.
  fake.request.end();
  expect(events).toHaveLength(4);
});

test('the listeners are none where nobody asks, or where a polyfill has no upload', async () => {
  const plain = send();
  expect([fake.request.listening, fake.request.upload.listening]).toEqual([0, 0]);
  fake.request.end();
  await plain;
  fake.members = { upload: undefined };
  const { events, end } = listen();
  fake.request.end();
  expect((await end).status).toBe(200);
  expect(seen(events)).toEqual([[4, false, true]]);
});

test('the listeners fail nothing: what one throws is told to the page', async () => {
  const onDownloadProgress = () => {
    throw new Error('mine');
  };
  const { end } = listen({ onDownloadProgress });
  fake.request.end();
  expect((await end).status).toBe(200);
  expect(() => vi.runAllTimers()).toThrow('mine');
});

test('the listeners fail nothing at an error either, and the others are let go', async () => {
  const { signal, count } = countedController();
  let calls = 0;
  const onDownloadProgress = () => {
    if (calls++) throw new Error('mine');
  };
  const { end } = listen({ onDownloadProgress, signal });
  for (const loaded of [1, 2]) fake.request.progress(loaded, 4);
  fake.request.onerror(new Event('error'));
  expect((await failure(end)).code).toBe('ERR_NETWORK');
  expect([fake.request.listening, fake.request.upload.listening, count()]).toEqual([0, 0, 0]);
  expect(() => vi.runAllTimers()).toThrow('mine');
});

test('the listeners may cancel at the last event, which is then the end', async () => {
  const controller = new AbortController();
  const validateStatus = vi.fn(() => true);
  const config = {
    signal: controller.signal,
    validateStatus,
    onDownloadProgress: () => controller.abort(),
  };
  const { end } = listen(config);
  const rejected = failure(end);
  fake.request.end();
  expect((await rejected).code).toBe('ERR_CANCELED');
  expect(validateStatus).not.toHaveBeenCalled();
});
