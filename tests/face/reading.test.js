// How the body of an answer is read: by which method, and as text in which charset. Mocks have few of the methods.
import { describe, expect, test, vi } from 'vitest';
import { read } from '../../pkg-template/src/adapters/read.js';
import { failure } from './outcomes.js';

const config = { url: '/a' };
const data = (response, type = '', likeXhr = false) => read(response, type, config, likeXhr);

describe('the type', () => {
  test('says by which method', () => {
    const response = {
      arrayBuffer: () => 'bytes',
      blob: () => 'blob',
      formData: () => 'form',
      text: () => 'text',
      json: () => 'json',
      body: 'body',
      headers: {},
    };
    for (const likeXhr of [true, false]) {
      for (const [type, expected] of [
        ['arraybuffer', 'bytes'],
        ['blob', 'blob'],
        ['formdata', 'form'],
        ['stream', 'body'],
        // Everything else is text.
        ['text', 'text'],
        ['json', 'text'],
        ['document', 'text'],
        ['', 'text'],
        ['arraybuffers', 'text'],
        ['constructor', 'text'],
        ['__proto__', 'text'],
      ])
        expect([type, data(response, type, likeXhr)]).toEqual([type, expected]);
      expect(data(response, 'response', likeXhr)).toBe(response);
    }
  });

  test('that a mock has no method for is told by name', () => {
    for (const [type, method] of [
      ['arraybuffer', 'arrayBuffer'],
      ['blob', 'blob'],
      ['formdata', 'formData'],
      ['text', 'text'],
    ]) {
      const told = (response) => {
        try {
          return data(response, type);
        } catch (error) {
          return error;
        }
      };
      for (const response of [{}, { [method]: 'none' }])
        expect(told(response)).toMatchObject({
          code: 'ERR_NOT_SUPPORT',
          message: `Response type '${method}' is not supported`,
          config,
        });
    }
  });

  test('is read from json(), where a mock has nothing else', () => {
    expect(data({ json: () => 'json' })).toBe('json');
    expect(data({ json: () => 'json' }, 'text', true)).toBe('json');
    expect(() => data({ json: () => 'json' }, 'blob')).toThrow("'blob' is not supported");
  });

  test('is read as a method of the response', () => {
    const response = {
      own: 'own',
      text() {
        return this.own;
      },
    };
    expect(data(response)).toBe('own');
  });
});

describe('text in place of XMLHttpRequest', () => {
  const LATIN = Uint8Array.from([0xe9]);
  const answer = (type, bytes = LATIN) =>
    new Response(bytes, { headers: type ? { 'content-type': type } : {} });

  test('is read in the charset of the answer, however it is written', async () => {
    for (const type of [
      'text/plain; charset=iso-8859-1',
      'text/plain;CHARSET="ISO-8859-1"',
      "text/plain; charset='latin1'; x=y",
      'text/plain; charset=latin1, text/html',
      'text/plain; charset=windows-1252;x',
    ])
      expect([type, await data(answer(type), '', true)]).toEqual([type, 'é']);
    const kana = answer('text/plain; charset=shift_jis', Uint8Array.from([0x83, 0x4a]));
    expect(await data(kana, '', true)).toBe('カ');
  });

  test('is UTF-8, where the answer says that, says nothing, or says what nobody knows', async () => {
    for (const type of [
      'text/plain; charset=utf-8',
      'text/plain; charset=UTF8',
      'text/plain; charset=',
      'text/plain; charset=""',
      'text/plain; charset=klingon',
      'text/plain; char=latin1',
      'text/plain',
      undefined,
    ])
      for (const [bytes, expected] of [
        [new TextEncoder().encode('é'), 'é'],
        [LATIN, '\ufffd'],
      ])
        expect([type, await data(answer(type, bytes), '', true)]).toEqual([type, expected]);
  });

  test('is decoded here for a charset that is called nearly as UTF-8', async () => {
    for (const [charset, expected] of [
      ['utf-16le', '\u6961'],
      ['utf-16be', '\u6169'],
      // Unknown, so UTF-8 after all.
      ['xutf-8', 'ai'],
      ['utf-88', 'ai'],
    ]) {
      const response = answer('text/plain; charset=' + charset, new TextEncoder().encode('ai'));
      const text = vi.spyOn(response, 'text');
      expect([charset, await data(response, '', true)]).toEqual([charset, expected]);
      expect(text).not.toHaveBeenCalled();
    }
  });

  test('that is UTF-8 is left to the platform', async () => {
    for (const type of [
      'text/plain; charset=utf-8',
      'text/plain; charset=UTF8',
      'text/plain; charset=""',
      'text/plain',
    ]) {
      const response = answer(type);
      const bytes = vi.spyOn(response, 'arrayBuffer');
      await data(response, '', true);
      expect(bytes).not.toHaveBeenCalled();
    }
  });

  test('in another charset is text alone: bytes stay bytes', async () => {
    const bytes = await data(answer('text/plain; charset=latin1'), 'arraybuffer', true);
    expect([...new Uint8Array(bytes)]).toEqual([0xe9]);
  });

  test('may come from a mock, whose headers are plain or missing', async () => {
    const arrayBuffer = async () => LATIN;
    const text = () => 'text';
    const mock = (headers, more) => data({ headers, text, arrayBuffer, ...more }, '', true);
    for (const name of ['content-type', 'Content-Type', 'CONTENT-TYPE'])
      expect(await mock({ [name]: 'text/plain; charset=latin1' })).toBe('é');
    const map = new Map([['content-type', 'text/plain; charset=latin1']]);
    expect(await mock(map)).toBe('é');
    expect(await mock({ get: () => 'text/plain; charset=latin1' })).toBe('é');
    for (const headers of [undefined, null, {}, new Map(), { 'content-type': null }])
      expect(await mock(headers)).toBe('text');
    expect(await mock({ 'content-type': 'charset=latin1' }, { arrayBuffer: undefined })).toBe('text');
    expect(await mock({ 'content-type': 'charset=latin1' }, { text: undefined })).toBe('é');
  });

  test('fails as its bytes fail', async () => {
    const broken = new Error('broken');
    const response = {
      headers: { 'content-type': 'charset=latin1' },
      arrayBuffer: () => Promise.reject(broken),
    };
    expect(await failure(data(response, '', true))).toBe(broken);
  });
});

test('the fetch adapter leaves text to the platform, whatever its charset, as axios does', async () => {
  const response = new Response(Uint8Array.from([0xe9]), {
    headers: { 'content-type': 'text/plain; charset=latin1' },
  });
  expect(await data(response)).toBe('\ufffd');
});
