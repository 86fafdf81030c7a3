// What becomes of bodies that fetch does not take: forms of the npm package `form-data`, and streams that only emit events.
// And which bodies are gone once they are read, so that they are not sent twice.
import { EventEmitter } from 'node:events';
import NodeForm from 'form-data';
import { describe, expect, test, vi } from 'vitest';
import { isOneShot, nodeBody } from '../../pkg-template/src/forms/node-form.js';

/** A stream as it was before Node could iterate them. */
class OldStream extends EventEmitter {
  pipe() {}
}
/** One with all that may be asked of it. */
const pausable = () => Object.assign(new OldStream(), { pause: vi.fn(), resume: vi.fn(), destroy: vi.fn() });
const textForm = () => {
  const form = new NodeForm();
  form.append('name', 'grüße');
  return form;
};
const none = () => {
  throw new Error('a header was set');
};
const textOf = (body) => new Response(body).text();

describe('what fetch takes', () => {
  test('is left as it is, and nothing is asked of it', () => {
    const async = Object.assign(new OldStream(), { async *[Symbol.asyncIterator]() {} });
    const half = [
      { pipe() {} },
      { on() {} },
      { pipe: 1, on() {} },
      { pipe() {}, on: {} },
      { getHeaders: none },
    ];
    const bodies = [undefined, null, '', 'text', 5, [], new FormData(), new Blob(['x']), new Uint8Array(2)];
    for (const body of [...bodies, new ReadableStream(), async, ...half])
      expect(nodeBody(body, undefined, none)).toBe(body);
  });

  test('is not changed by a polluted prototype', () => {
    try {
      Object.assign(Object.prototype, { pipe() {}, on() {}, getHeaders: none, getBuffer: none });
      const body = {};
      expect(nodeBody(body, undefined, none)).toBe(body);
    } finally {
      for (const name of ['pipe', 'on', 'getHeaders', 'getBuffer']) delete Object.prototype[name];
    }
  });
});

describe('a form of the package', () => {
  test('becomes its bytes, under its own headers', async () => {
    const form = textForm();
    const headers = {};
    const body = nodeBody(form, undefined, (name, value) => (headers[name] = value));
    expect(body).toEqual(form.getBuffer());
    expect(String(body)).toContain('grüße');
    expect(headers).toEqual({ 'content-type': `multipart/form-data; boundary=${form.getBoundary()}` });
  });

  test('with a stream in it becomes a stream of all its parts', async () => {
    const form = textForm();
    form.append('file', pausable());
    const body = nodeBody(form, undefined, () => {});
    expect(body).toBeInstanceOf(ReadableStream);
    await body.cancel();
  });

  const HEADERS = {
    'Content-Type': 'a/b',
    'content-length': '5',
    'X-Own': '1',
    'Content-Types': '2',
    'X-Content-Type': '3',
    'Content-Language': '4',
    'content-typ': '5',
  };
  const set = (policy, headers) => {
    const calls = [];
    const form = Object.assign(textForm(), { getHeaders: () => headers });
    nodeBody(form, policy, (...call) => calls.push(call));
    return calls;
  };
  test('says all headers, or only those of its content', () => {
    for (const policy of [undefined, null, 'legacy', 'content', 'Content-Only', 'content-only ', true])
      expect(set(policy, HEADERS)).toEqual(Object.entries(HEADERS));
    expect(set('content-only', HEADERS)).toEqual([
      ['Content-Type', 'a/b'],
      ['content-length', '5'],
    ]);
    expect(
      set('content-only', { 'CONTENT-LENGTH': '1', 'Content-Length\n': '2', 'content-lengths': '3' }),
    ).toEqual([['CONTENT-LENGTH', '1']]);
  });

  test('may have no headers, or be asked as its own', () => {
    for (const headers of [undefined, null, '', {}, Object.create({ 'X-Inherited': '1' })])
      expect(set(undefined, headers)).toEqual([]);
    const form = textForm();
    form.own = { 'X-Own': '1' };
    form.getHeaders = function () {
      return this.own;
    };
    form.bytes = Buffer.from('bytes');
    form.getBuffer = function () {
      return this.bytes;
    };
    const calls = [];
    expect(nodeBody(form, undefined, (...call) => calls.push(call))).toBe(form.bytes);
    expect(calls).toEqual([['X-Own', '1']]);
  });

  test('is not one that only has bytes: a stream with getBuffer is read', () => {
    for (const getHeaders of [undefined, 5]) {
      const stream = Object.assign(new OldStream(), { getBuffer: none, getHeaders });
      expect(nodeBody(stream, undefined, none)).toBeInstanceOf(ReadableStream);
    }
    const bare = Object.assign(new OldStream(), { getHeaders: () => ({}) });
    expect(nodeBody(bare, undefined, none)).toBeInstanceOf(ReadableStream);
  });
});

describe('an old stream becomes one of the platform', () => {
  const begun = (source = pausable()) => [source, nodeBody(source, undefined, none).getReader()];

  test('with its texts as UTF-8, its bytes, and its end', async () => {
    const source = pausable();
    const text = textOf(nodeBody(source, undefined, none));
    source.emit('data', 'grü');
    source.emit('data', Buffer.from('ße'));
    source.emit('data', new Uint8Array([33]));
    source.emit('end');
    expect(await text).toBe('grüße!');
  });

  test('and pauses where nobody reads', async () => {
    const [source, reader] = begun();
    await vi.waitFor(() => expect(source.resume).toHaveBeenCalledTimes(1));
    source.emit('data', 'one');
    expect(source.pause).toHaveBeenCalledTimes(1);
    source.emit('data', 'two');
    expect(source.pause).toHaveBeenCalledTimes(2);
    source.emit('end');
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect([await read(), await read(), (await reader.read()).done]).toEqual(['one', 'two', true]);
  });

  test('and goes on where somebody waits', async () => {
    const [source, reader] = begun();
    await vi.waitFor(() => expect(source.resume).toHaveBeenCalledTimes(1));
    const first = reader.read();
    const second = reader.read();
    source.emit('data', 'one');
    expect(source.pause).not.toHaveBeenCalled();
    source.emit('data', 'two');
    await Promise.all([first, second]);
    const resumed = source.resume.mock.calls.length;
    source.emit('data', 'three');
    expect(source.pause).toHaveBeenCalledTimes(1);
    await reader.read();
    await vi.waitFor(() => expect(source.resume.mock.calls.length).toBeGreaterThan(resumed));
  });

  test('and fails with its error', async () => {
    const [source, reader] = begun();
    const error = new Error('no disk');
    source.emit('error', error);
    await expect(reader.read()).rejects.toBe(error);
    expect(source.destroy).not.toHaveBeenCalled();
  });

  test('and is destroyed where nobody wants the rest', async () => {
    const [source, reader] = begun();
    const reason = new Error('over');
    await reader.cancel(reason);
    expect(source.destroy.mock.calls).toEqual([[reason]]);
  });

  test('and what it says after its end, or after nobody wants the rest, is no error of its own', async () => {
    const late = (source) => {
      for (const event of ['data', 'end', 'error', 'data', 'end']) source.emit(event, new Error('late'));
    };
    const [ended, reader] = begun();
    ended.emit('end');
    expect((await reader.read()).done).toBe(true);
    expect(() => late(ended)).not.toThrow();
    const [failed, other] = begun();
    failed.emit('error', new Error('first'));
    expect(() => late(failed)).not.toThrow();
    await expect(other.read()).rejects.toThrow('first');
    const [cancelled, third] = begun();
    await third.cancel();
    expect(() => late(cancelled)).not.toThrow();
  });

  test('also where it can neither pause nor be destroyed', async () => {
    const [source, reader] = begun(new OldStream());
    source.emit('data', 'one');
    source.emit('data', 'two');
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect([await read(), await read()]).toEqual(['one', 'two']);
    source.emit('data', 'three');
    expect(await read()).toBe('three');
    await reader.cancel();
  });
});

describe('a body is sent once', () => {
  test('where it is a stream, of any kind', () => {
    const form = textForm();
    form.append('file', pausable());
    const streams = [
      new OldStream(),
      new ReadableStream(),
      { async *[Symbol.asyncIterator]() {} },
      { pipe() {} },
    ];
    for (const body of [...streams, form, { getReader() {} }]) expect(isOneShot(body)).toBe(true);
    const throwing = Object.assign(new OldStream(), { getHeaders: () => ({}), getBuffer: none });
    for (const body of [throwing, Object.assign(new OldStream(), { getBuffer: () => Buffer.from('x') })])
      expect(isOneShot(body)).toBe(true);
  });

  test('and again where its bytes are there', () => {
    for (const body of [
      textForm(),
      undefined,
      null,
      'text',
      {},
      [],
      new FormData(),
      new Blob([]),
      new Uint8Array(1),
    ])
      expect(isOneShot(body)).toBe(false);
    const own = Object.assign(new OldStream(), { getHeaders: none, getBuffer: () => Buffer.from('x') });
    expect(isOneShot(own)).toBe(false);
  });
});
