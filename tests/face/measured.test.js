// What a request whose bodies are limited or watched sends in place of its body. counted.test.js has the answers.
import { describe, expect, test } from 'vitest';
import { guard } from '../../pkg-template/src/adapters/guard.js';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { attempt, failure } from './outcomes.js';

const make = (config, { env, likeXhr = false } = {}) =>
  guard(config, env, likeXhr, (message, code) => Object.assign(new Error(message), { code }));
const bodyOf = (config, data, { headers = {}, url = 'http://h/', method = 'POST', ...rest } = {}) =>
  make(config, rest).body(data, headers, url, method);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const form = () => {
  const out = new FormData();
  out.append('a', 'b');
  return out;
};

describe('a limit', () => {
  test('of the body is a number from zero, and none for what does as XMLHttpRequest does', () => {
    const isRefused = (maxBodyLength, data, likeXhr) =>
      attempt(() => bodyOf({ maxBodyLength }, data, { likeXhr })).code === 'ERR_BAD_REQUEST';
    expect(isRefused(0, 'x')).toBe(true);
    expect(isRefused(1, 'x')).toBe(false);
    expect(isRefused(1, 'xx')).toBe(true);
    for (const none of [-1, -2, NaN, '1', null, undefined, Infinity, [1]])
      expect([none, isRefused(none, 'xx')]).toEqual([none, false]);
    expect(isRefused(1, 'xx', true)).toBe(false);
  });

  test('of the answer counts before anything is fetched, of a data: URL alone', () => {
    const code = (url, maxContentLength, likeXhr) =>
      attempt(() => bodyOf({ maxContentLength }, undefined, { url, likeXhr, method: 'GET' })).code;
    expect(code('data:,123', 2)).toBe('ERR_BAD_RESPONSE');
    expect(code(' da\nta:,123', 2)).toBe('ERR_BAD_RESPONSE');
    expect(code('data:,123', 3)).toBe(undefined);
    expect(code('data:,', 0)).toBe(undefined);
    expect(code('data:,123', 2, true)).toBe(undefined);
    expect(code('data:,123')).toBe(undefined);
    // Addresses that only a page can resolve, and one that nobody can.
    for (const url of ['/data:,123', 'data', 'http://[']) expect(code(url, 0)).toBe(undefined);
  });

  test('is kept as the reason, since the platform hides why a stream failed', async () => {
    const self = make({ maxBodyLength: 2, maxContentLength: 2 });
    const error = attempt(() => self.body('123', {}, 'http://h/', 'POST'));
    expect(self.error).toMatchObject({ message: error.message, code: 'ERR_BAD_REQUEST' });
    expect(error.message).toBe('Request body larger than maxBodyLength limit');
    const other = make({ maxContentLength: 2 });
    const { body } = other.answer(
      new Response('123'),
      () => new AxiosHeaders(),
      false,
      () => {},
    );
    expect(await failure(new Response(body).text())).toBe(other.error);
    expect(other.error).toMatchObject({
      message: 'maxContentLength size of 2 exceeded',
      code: 'ERR_BAD_RESPONSE',
    });
  });
});

describe('a body', () => {
  test('of GET and HEAD is left as it is, and of no method that is called nearly so', () => {
    const data = form();
    const config = { maxBodyLength: 1000 };
    for (const method of ['GET', 'HEAD']) expect(bodyOf(config, data, { method })).toBe(data);
    for (const method of ['GETS', 'WIDGET', 'HEADER', 'AHEAD', 'POST'])
      expect(bodyOf(config, data, { method })).toBeInstanceOf(Blob);
  });

  test('that is a form is left as it is where nobody measures it', () => {
    const data = form();
    const headers = {};
    expect(bodyOf({}, data, { headers })).toBe(data);
    expect(headers).toEqual({});
  });

  test('that is a form is written to be measured, and its type replaces any other', () => {
    const headers = { 'content-type': 'text/plain' };
    const sent = bodyOf({ maxBodyLength: 1000 }, form(), { headers });
    expect(headers).toEqual({ 'Content-Type': sent.type });
    expect(sent.type).toMatch(/^multipart\/form-data; boundary=axios-/);
  });

  test('that is a form is written to be watched', async () => {
    const events = [];
    for (const likeXhr of [true, false]) {
      const headers = {};
      const config = { onUploadProgress: (event) => events.push(event) };
      const stream = bodyOf(config, form(), { headers, likeXhr });
      const text = await new Response(stream).text();
      await settled();
      const [, boundary] = headers['Content-Type'].split('boundary=');
      expect(text).toContain(`--${boundary}--`);
      expect(events.pop()).toMatchObject({ upload: true, loaded: text.length, total: text.length });
    }
  });

  test('that is a form gets the boundary of the caller, if the type is that of a form', async () => {
    const own = [
      'multipart/form-data; boundary=XyZ',
      'multipart/form-data;boundary=XyZ',
      'Multipart/FORM-Data  ;  charset=x; boundary="XyZ"',
      'multipart/form-data\t; boundary=XyZ',
    ];
    for (const type of own) {
      const headers = {};
      const sent = bodyOf({ headers: { 'content-type': type } }, form(), { headers });
      expect(headers).toEqual({ 'Content-Type': type });
      expect(await sent.text()).toContain('--XyZ--');
    }
  });

  test('that is a form keeps the platform’s boundary under any other type', () => {
    const others = [
      'multipart/form-data',
      'multipart/form-data; charset=utf-8',
      'multipart/form-data2; boundary=XyZ',
      'multipart/form-data boundary=XyZ',
      'multipart/form-datax; boundary=XyZ',
      'x-multipart/form-data; boundary=XyZ',
      'text/plain, multipart/form-data; boundary=XyZ',
      'text/plain; boundary=XyZ',
      ['multipart/form-data; boundary=XyZ'],
      false,
      undefined,
    ];
    for (const type of others) {
      const data = form();
      expect([type, bodyOf({ headers: { 'Content-Type': type } }, data) === data]).toEqual([type, true]);
    }
    const data = form();
    const headers = { 'Content-Type': 'multipart/form-data; boundary=XyZ' };
    expect(bodyOf({ headers }, data, { likeXhr: true })).toBe(data);
  });

  test('that is a form is made with the Blob of the environment, or with that of the platform', () => {
    class Own extends Blob {}
    const write = (env) => bodyOf({ maxBodyLength: 1000 }, form(), { env });
    expect(write({ Blob: Own })).toBeInstanceOf(Own);
    for (const env of [undefined, {}, { Blob: undefined }]) expect(write(env)).toBeInstanceOf(Blob);
    expect(attempt(() => write({ Blob: null })).code).toBe('ERR_NOT_SUPPORT');
  });

  test('that is a form of Node brings its headers along, all or those of the content', () => {
    const bytes = new Uint8Array(3);
    const data = {
      pipe() {},
      on() {},
      getHeaders: () => ({ 'content-type': 'multipart/form-data; boundary=n', 'x-form': '1' }),
      getBuffer: () => bytes,
    };
    const headers = { 'Content-Type': 'text/plain' };
    expect(bodyOf({}, data, { headers })).toBe(bytes);
    expect(headers).toEqual({ 'content-type': 'multipart/form-data; boundary=n', 'x-form': '1' });
    const fewer = {};
    bodyOf({ formDataHeaderPolicy: 'content-only' }, data, { headers: fewer });
    expect(fewer).toEqual({ 'content-type': 'multipart/form-data; boundary=n' });
    expect(attempt(() => bodyOf({ maxBodyLength: 2 }, data)).code).toBe('ERR_BAD_REQUEST');
  });
});
