// What an answer says about the credential beyond its status: the server's challenge before the application's `refreshOn`,
// which sees the body parsed, and at most as much of it as is safe to read.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hintOf, isRefusal } from '../../pkg-template/src/session/hint.js';
import { HINT_ACCEPTED, HINT_END, HINT_NONE, HINT_REFUSED } from '../../src/web/boundary.js';

const JSON_HEADERS = { 'content-type': 'application/json' };
const LONGEST = 65_536;

/** A handle with these options, which notes what happened to its session. */
const handleOf = (options = {}) => {
  const happenings = [];
  return {
    options,
    happenings,
    age: 3,
    engine: { signOuts: new Set(), peek: () => undefined },
    timeline: { add() {} },
    tell: (type, event) => happenings.push(event),
    changed() {},
  };
};
const rustOf = (demand) => ({ challenge: vi.fn(() => demand) });
const silent = rustOf(undefined);
const answer = (data, headers = JSON_HEADERS, more) => ({ status: 200, data, headers, ...more });

/** What `refreshOn` sees as data of this answer; of the rest it sees all. */
const seen = async (response) => {
  const given = [];
  await hintOf(
    handleOf({ refreshOn: (...all) => given.push(...all.map((one) => ({ ...one }))) }),
    silent,
    response,
  );
  const [{ data, ...rest }, ...others] = given;
  expect({ ...rest, data: response.data }).toEqual(response);
  expect(others).toEqual([]);
  return data;
};

let reported;
beforeEach(() => {
  reported = vi.fn();
  vi.stubGlobal('reportError', reported);
});
afterEach(() => vi.restoreAllMocks());

describe('a challenge', () => {
  const headers = { 'WWW-Authenticate': 'Bearer error="x"' };
  test('of a 401 is read before anybody is asked, and of no other answer', () => {
    const refreshOn = vi.fn(() => true);
    const handle = handleOf({ refreshOn });
    const rust = rustOf('');
    expect(hintOf(handle, rust, { status: 401, headers })).toBe(HINT_ACCEPTED);
    expect(rust.challenge.mock.calls).toEqual([['Bearer error="x"']]);
    expect([refreshOn.mock.calls.length, handle.happenings]).toEqual([0, []]);
    for (const status of [400, 402, 403, 200])
      expect(hintOf(handle, rust, { status, headers })).toBe(HINT_REFUSED);
    for (const none of [{}, { 'WWW-Authenticate': '' }, { 'x-www-authenticate': 'Bearer' }])
      expect(hintOf(handle, rust, { status: 401, headers: none })).toBe(HINT_REFUSED);
    expect(rust.challenge).toHaveBeenCalledTimes(1);
  });

  test('that asks for nothing leaves it to the application', () => {
    expect(hintOf(handleOf(), silent, { status: 401, headers })).toBe(HINT_NONE);
    expect(hintOf(handleOf({ refreshOn: () => 'end' }), silent, { status: 401, headers })).toBe(HINT_END);
  });

  test('for a stronger sign-in tells what it asks for, and only that', () => {
    for (const [demand, event] of [
      ['gold\n60', { type: 'stepUpRequired', acrValues: 'gold', maxAge: '60' }],
      ['gold', { type: 'stepUpRequired', acrValues: 'gold' }],
      ['\n60', { type: 'stepUpRequired', maxAge: '60' }],
      ['\n', { type: 'stepUpRequired' }],
    ]) {
      const handle = handleOf();
      expect(hintOf(handle, rustOf(demand), { status: 401, headers })).toBe(HINT_ACCEPTED);
      expect(handle.happenings).toEqual([event]);
    }
  });
});

describe('the verdict of refreshOn', () => {
  test('is "end", something true, or something else', async () => {
    for (const [verdict, hint] of [
      ['end', HINT_END],
      [true, HINT_REFUSED],
      ['End', HINT_REFUSED],
      [1, HINT_REFUSED],
      [false, HINT_ACCEPTED],
      ['', HINT_ACCEPTED],
      [undefined, HINT_ACCEPTED],
    ]) {
      expect(hintOf(handleOf({ refreshOn: () => verdict }), silent, answer(''))).toBe(hint);
      const promised = hintOf(handleOf({ refreshOn: async () => verdict }), silent, answer(''));
      expect(promised).toBeInstanceOf(Promise);
      expect(await promised).toBe(hint);
    }
  });

  test('is none where it is a list or is not there', () => {
    for (const refreshOn of [undefined, null, [401], 'text'])
      expect(hintOf(handleOf({ refreshOn }), silent, answer(''))).toBe(HINT_NONE);
  });

  test('of one that fails is that the token is good, and the mistake is reported', async () => {
    const error = new Error('mine');
    const fail = () => {
      throw error;
    };
    expect(hintOf(handleOf({ refreshOn: fail }), silent, answer(''))).toBe(HINT_ACCEPTED);
    expect(await hintOf(handleOf({ refreshOn: () => Promise.reject(error) }), silent, answer(''))).toBe(
      HINT_ACCEPTED,
    );
    const bytes = answer(new Blob(['{}']));
    expect(await hintOf(handleOf({ refreshOn: fail }), silent, bytes)).toBe(HINT_ACCEPTED);
    expect(reported.mock.calls).toEqual([[error], [error], [error]]);
  });

  test('sees the answer with its body parsed, when it looks', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    hintOf(handleOf({ refreshOn: ({ status }) => status === 401 }), silent, answer('{"a":1}'));
    expect(parse).not.toHaveBeenCalled();
    expect(await seen(answer('{"a":1}'))).toEqual({ a: 1 });
    for (const data of ['no json', '', { a: 1 }, null, undefined, 5, [1]])
      expect(await seen(answer(data))).toEqual(data);
    const response = answer('{"a":1}', JSON_HEADERS, { config: {}, request: {} });
    expect(await seen(response)).toEqual({ a: 1 });
    expect(response.data).toBe('{"a":1}');
  });
});

describe('a body of bytes', () => {
  test('is seen as JSON where its type says so, and it is short', async () => {
    const bytes = new TextEncoder().encode('{"a":"ü"}');
    for (const data of [bytes, bytes.buffer, new Blob([bytes]), new DataView(bytes.buffer)])
      for (const type of [
        'application/json',
        'application/problem+json',
        'text/JSON; charset=utf-8',
        'application/x-ndjson',
      ])
        expect(await seen(answer(data, { 'Content-Type': type }))).toEqual({ a: 'ü' });
    const short = new Blob(['"', 'x'.repeat(LONGEST - 2), '"']);
    expect(await seen(answer(short))).toHaveLength(LONGEST - 2);
    expect(await seen(answer(new Blob([])))).toBe('');
  });

  test('is seen as it is where it is long, of another type, or no bytes', async () => {
    const long = new Blob(['"', 'x'.repeat(LONGEST - 1), '"']);
    const bytes = new Uint8Array(LONGEST + 1);
    for (const data of [long, bytes, bytes.buffer]) expect(await seen(answer(data))).toBe(data);
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': '' }, {}, null]) {
      const data = new Blob(['{}']);
      expect(await seen(answer(data, headers))).toBe(data);
    }
    for (const data of [{ size: NaN }, { size: 'x' }, {}, [1], { byteLength: undefined }, null])
      expect(await seen(answer(data))).toBe(data);
    // A function and a text have no bytes, whatever their members say.
    const callable = Object.assign(() => {}, { size: 1 });
    expect(await seen(answer(callable))).toBe(callable);
  });

  test('that cannot be read is seen as it is', async () => {
    const data = { size: 1 };
    vi.spyOn(Response.prototype, 'text').mockRejectedValue(new Error('gone'));
    expect(await seen(answer(data))).toBe(data);
  });
});

describe('a body that is still to be read', () => {
  const peeked = (peek, type) => answer('stream', { 'content-type': type }, { peek });
  test('is looked into where it is one document of JSON', async () => {
    for (const type of [
      'application/json',
      'application/problem+json',
      'text/JSON;charset=utf-8',
      'a/json ; b',
      '/json',
    ])
      expect([type, await seen(peeked(async () => '{"a":1}', type))]).toEqual([type, { a: 1 }]);
  });

  test('is left alone where it may have no end', async () => {
    const peek = vi.fn(async () => '{}');
    for (const type of [
      ...[
        'application/x-ndjson',
        'application/jsonl',
        'application/json-seq',
        'application/stream+json-x',
        'text/event-stream',
      ],
      ...['text/plain; x=/json', 'multipart/x; type="a/json"', 'json', 'xjson', '', undefined, 'a/json x'],
    ])
      expect([type, await seen(peeked(peek, type))]).toEqual([type, 'stream']);
    expect(peek).not.toHaveBeenCalled();
  });

  test('is seen as it is where it is too long, or cannot be read', async () => {
    expect(await seen(peeked(async () => undefined, 'a/json'))).toBe('stream');
    expect(await seen(peeked(() => Promise.reject(new Error('gone')), 'a/json'))).toBe('stream');
    expect(await seen(peeked(async () => '', 'a/json'))).toBe('');
  });
});

test('a 401 is a refusal of the token by its hint, or where the statuses of refreshOn have it', () => {
  const refusal = (refreshOn, hint) => isRefusal({ data: { refreshOn } }, hint);
  expect(
    [[401], [400, 401], [400], [], undefined, () => {}, 401, '401'].map((on) => refusal(on, HINT_NONE)),
  ).toEqual([...[true, true, false, false, false, false, false, false]]);
  for (const on of [[401], undefined])
    expect([HINT_ACCEPTED, HINT_REFUSED, HINT_END].map((hint) => refusal(on, hint))).toEqual([
      false,
      true,
      true,
    ]);
});
