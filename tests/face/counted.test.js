// What is handed out in place of an answer whose body is limited or watched: the same answer, with a body that is counted
// as it is read.
import { expect, test, vi } from 'vitest';
import { guard } from '../../pkg-template/src/adapters/guard.js';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { attempt, failure } from './outcomes.js';

const make = (config, { env, likeXhr = false } = {}) =>
  guard(config, env, likeXhr, (message, code) => Object.assign(new Error(message), { code }));
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What is handed out in its place, and how often its body has ended. */
const answerOf = (config, response, { headers = {}, isOpen = false, ...rest } = {}) => {
  const end = vi.fn();
  const headersOf = vi.fn(() => new AxiosHeaders(headers));
  return { out: make(config, rest).answer(response, headersOf, isOpen, end), end, headersOf };
};
const streamOf = (...parts) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

test('an answer is itself where nobody counts, and its headers are not read', () => {
  for (const likeXhr of [true, false]) {
    const response = new Response('text');
    const { out, headersOf } = answerOf({}, response, { likeXhr });
    expect(out).toBe(response);
    expect(headersOf).not.toHaveBeenCalled();
  }
  const counted = new Response('text');
  expect(answerOf({ maxContentLength: 1 }, counted, { likeXhr: true }).out).toBe(counted);
});

test('an answer without a body is itself', () => {
  const response = new Response(null, { status: 204 });
  const config = { onDownloadProgress() {}, maxContentLength: 0 };
  expect(answerOf(config, response, { isOpen: true }).out).toBe(response);
});

test('an answer that is counted is the same, with a body that can be read', async () => {
  const init = { status: 418, statusText: 'Teapot', headers: { 'x-a': '1' } };
  const { out, end } = answerOf({ maxContentLength: 4 }, new Response('text', init));
  expect([out.status, out.statusText, out.headers.get('x-a')]).toEqual([418, 'Teapot', '1']);
  expect(await out.text()).toBe('text');
  expect(end).not.toHaveBeenCalled();
});

test('an answer that is counted is made with the Response of the environment, or with that of the platform', () => {
  class Own extends Response {}
  const made = (env) => answerOf({ maxContentLength: 4 }, new Response('text'), { env }).out;
  expect(made({ Response: Own })).toBeInstanceOf(Own);
  for (const env of [undefined, {}, { Response: null }]) expect(made(env)).toBeInstanceOf(Response);
});

test('an answer that the caller reads says when it has been read', async () => {
  for (const likeXhr of [true, false]) {
    const { out, end } = answerOf({}, new Response(streamOf('a', 'b', 'c')), {
      likeXhr,
      isOpen: true,
    });
    await settled();
    // Two parts are read ahead of the caller.
    expect(end).not.toHaveBeenCalled();
    expect(await out.text()).toBe('abc');
    expect(end).toHaveBeenCalled();
  }
});

test('an answer that declares too much is refused, and its body given up', () => {
  const over = { maxContentLength: 4 };
  const headers = { 'content-length': '5' };
  const cancel = vi.fn();
  const refuse = (body) =>
    attempt(() => answerOf(over, { status: 200, headers: {}, body }, { headers })).code;
  // A body that cannot be given up harms nobody.
  const broken = { cancel: () => Promise.reject(new Error('cannot stop')) };
  for (const body of [{ cancel }, broken, {}, null, undefined]) expect(refuse(body)).toBe('ERR_BAD_RESPONSE');
  expect(cancel).toHaveBeenCalledOnce();
  for (const fits of ['4', 'many', '', undefined, null])
    expect(answerOf(over, new Response('text'), { headers: { 'content-length': fits } }).out.body).not.toBe(
      null,
    );
});

test('an answer that does not say how long it is, or says too little, is refused once too much has come', async () => {
  for (const headers of [{}, { 'content-length': '1' }]) {
    const { out } = answerOf({ maxContentLength: 5 }, new Response(streamOf('abc', 'def')), { headers });
    expect(await failure(out.text())).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  }
  expect(await answerOf({ maxContentLength: 6 }, new Response(streamOf('abc', 'def'))).out.text()).toBe(
    'abcdef',
  );
});

/** The events of a body that is read to its end. */
const eventsOf = async (parts, options) => {
  const events = [];
  const config = { onDownloadProgress: (event) => events.push(event) };
  const { out } = answerOf(config, new Response(streamOf(...parts)), options);
  await out.text();
  await settled();
  return events;
};

test('an answer is reported as it comes, with the last event at its end', async () => {
  const headers = { 'content-length': '6' };
  const events = await eventsOf(['ab', 'cd', 'ef'], { headers });
  expect(events.map(({ loaded, total, progress, bytes }) => [loaded, total, progress, bytes])).toEqual([
    [2, 6, 1 / 3, 2],
    [6, 6, 1, 4],
  ]);
  expect(events[0]).toMatchObject({
    download: true,
    event: { lengthComputable: true, loaded: 2, total: 6 },
  });
});

test('an answer is reported once more at its end, as by XMLHttpRequest, also if it is empty', async () => {
  const likeXhr = true;
  const loaded = (events) => events.map(({ event }) => [event.loaded, event.total]);
  expect(loaded(await eventsOf(['ab'], { likeXhr, headers: { 'content-length': '2' } }))).toEqual([
    [2, 2],
    [2, 2],
  ]);
  expect(loaded(await eventsOf([], { likeXhr }))).toEqual([[0, undefined]]);
  expect(await eventsOf([], {})).toEqual([]);
  expect(loaded(await eventsOf(['ab'], {}))).toEqual([[2, undefined]]);
});

test('an answer that is encoded declares fewer bytes than are read, and never passes 100 %', async () => {
  const headers = { 'content-length': '3', 'content-encoding': 'gzip' };
  const passed = (events) => events.map(({ loaded, total, progress }) => [loaded, total, progress]);
  expect(passed(await eventsOf(['ab', 'cdef'], { headers }))).toEqual([
    [2, 3, 2 / 3],
    [3, 3, 1],
  ]);
  for (const [loaded, ...rest] of passed(await eventsOf(['ab', 'cdef'], { headers, likeXhr: true })))
    expect([loaded > 0, rest]).toEqual([true, [undefined, undefined]]);
});

test('an answer whose listener throws arrives', async () => {
  const thrown = [];
  const note = (error) => thrown.push(error.message);
  vi.stubGlobal('queueMicrotask', (fn) => Promise.resolve().then(fn).catch(note));
  const onDownloadProgress = () => {
    throw new Error('mine');
  };
  try {
    const { out } = answerOf({ onDownloadProgress }, new Response('text'));
    expect(await out.text()).toBe('text');
    await settled();
  } finally {
    vi.unstubAllGlobals();
  }
  expect(thrown).toContain('mine');
});
