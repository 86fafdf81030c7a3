// What the default transform makes of an answer, beside axios's, and what a list of transforms is given: called without a
// request.
import axios from 'axios-browser';
import { describe, expect, test } from 'vitest';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { transform, transformRequest, transformResponse } from '../../pkg-template/src/http/transform.js';
import { attempt } from './helpers.js';

describe('an answer', () => {
  const answer = (data, config = {}) => transformResponse.call(config, data);
  const theirs = (data, config = {}) => axios.defaults.transformResponse[0].call(config, data);

  test('is parsed where it is JSON, unless somebody wants text', () => {
    expect(answer('{"a":1}')).toEqual({ a: 1 });
    for (const responseType of [undefined, '', null, 'json'])
      expect(answer('{"a":1}', { responseType })).toEqual({ a: 1 });
    for (const responseType of ['text', 'JSON', 'xjson', 'arraybuffer'])
      expect(answer('{"a":1}', { responseType })).toBe('{"a":1}');
    for (const data of ['no json', '', undefined, null, 5, { a: 1 }]) expect(answer(data)).toBe(data);
    expect(answer('{"a":1}', Object.create({ responseType: 'text' }))).toEqual({ a: 1 });
  });

  test('by its switches, type and reviver is what axios makes of it', () => {
    const switches = [
      undefined,
      {},
      { silentJSONParsing: false },
      { forcedJSONParsing: false },
      { silentJSONParsing: true, forcedJSONParsing: true },
    ];
    const revivers = [undefined, (key, value) => (key === 'a' ? 'revived' : value)];
    for (const data of ['{"a":1}', '{', '', ' ', 'true', 5, null])
      for (const responseType of [undefined, 'json', 'text', 'xjson'])
        for (const transitional of switches)
          for (const parseReviver of revivers) {
            const config = { responseType, transitional, parseReviver };
            expect({ data, ...config, ...attempt(() => answer(data, config)) }).toEqual({
              data,
              ...config,
              ...attempt(() => theirs(data, config)),
            });
          }
  });

  test('that is no JSON where that is wanted is an error with what it is of', () => {
    const response = { status: 200 };
    const config = { responseType: 'json', transitional: { silentJSONParsing: false }, response };
    const error = attempt(() => {
      try {
        return answer('{', config);
      } catch (thrown) {
        return thrown;
      }
    }).value;
    expect(error).toMatchObject({ name: 'SyntaxError', code: 'ERR_BAD_RESPONSE', isAxiosError: true });
    expect(error.request).toBe(undefined);
    expect(error.config).toBe(config);
    expect(error.response).toBe(response);
    const mine = new RangeError('mine');
    const parseReviver = () => {
      throw mine;
    };
    expect(() => answer('{}', { ...config, parseReviver })).toThrow(mine);
    expect(answer('{}', { parseReviver })).toBe('{}');
  });
});

describe('a list of transforms', () => {
  const headers = () => ({ 'X-A': '1' });
  test('is run in its order, with the config, the headers and the status', () => {
    const config = { data: 1, headers: headers() };
    const response = { data: 'r', status: 404, headers: headers() };
    for (const [given, status] of [
      [undefined, undefined],
      [response, 404],
    ]) {
      const seen = [];
      const step = (name) =>
        function (data, container, ...rest) {
          seen.push([
            name,
            this === config,
            data,
            container.get('x-a'),
            container instanceof AxiosHeaders,
            ...rest,
          ]);
          return name;
        };
      expect(transform(config, [step('one'), step('two')], given)).toBe('two');
      expect(seen).toEqual([
        ['one', true, given ? 'r' : 1, '1', true, status],
        ['two', true, 'one', '1', true, status],
      ]);
      expect(transform(config, step('alone'), given)).toBe('alone');
      for (const none of [[], null, undefined]) expect(transform(config, none, given)).toBe(given ? 'r' : 1);
    }
  });

  test('leaves the headers of a request clean, whoever was in it', () => {
    const dirty = (data, container) => {
      container['x-a'] = '2';
      container['X-a'] = ' 3 ';
      return data;
    };
    for (const list of [[dirty], dirty, [dirty, transformRequest], [transformRequest, dirty]]) {
      const config = { data: 'x', headers: new AxiosHeaders(headers()) };
      transform(config, list);
      expect(Object.entries(config.headers)).toEqual([['X-A', '3']]);
      const response = { data: 'x', status: 200, headers: new AxiosHeaders(headers()) };
      transform({}, list, response);
      expect(Object.entries(response.headers)).toEqual([['X-A', '3']]);
    }
    const config = { data: 'x', headers: Object.assign(new AxiosHeaders(), { 'x-a': '1', 'X-A': '2' }) };
    for (const none of [[], null, transformRequest]) {
      transform(config, none);
      expect(Object.keys(config.headers)).toHaveLength(1);
    }
  });

  test('that is the default one does not read the headers of an answer', () => {
    const response = {
      data: '{"a":1}',
      status: 200,
      get headers() {
        throw new Error('read');
      },
    };
    for (const list of [[transformResponse], transformResponse, [], null])
      expect(transform({ responseType: 'json' }, list, response)).toEqual(
        list?.length === 0 || list === null ? '{"a":1}' : { a: 1 },
      );
  });

  test('has all its steps share one container, also of headers that are none yet', () => {
    const first = (data, container) => (container.set('X-B', '2'), data);
    const second = (data, container) => container.get('X-B');
    expect(transform({ data: 'x', headers: headers() }, [first, second])).toBe('2');
    expect(transform({}, [first, second], { data: 'x', headers: headers() })).toBe('2');
  });

  test('has each of its own steps see headers that are clean', () => {
    const seen = [];
    const dirty = (data, container) => {
      seen.push(Object.keys(container));
      container['x-a'] = '2';
      return data;
    };
    for (const response of [undefined, { data: 'x', headers: headers() }]) {
      seen.length = 0;
      transform({ data: 'x', headers: headers() }, [dirty, dirty, dirty], response);
      expect(seen).toEqual([['X-A'], ['X-A'], ['X-A']]);
    }
  });
});
