// How the page reads values that others have made, of which any may throw, be missing or be of another kind, and the clocks
// and random bytes where the platform lacks them.
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  attempt,
  date,
  field,
  get,
  isFunction,
  isResponse,
  mono,
  nothing,
  number,
  own,
  parsed,
  prerendering,
  random,
  text,
  wall,
  whenReady,
} from '../../src/web/foreign.js';
import { createSlot, promiseOf, settleSlot } from '../../src/web/slot.js';

const hostile = {
  get value() {
    throw new Error('no');
  },
};

test('what throws is undefined', () => {
  expect([attempt(() => 7), attempt(() => hostile.value), nothing()]).toEqual([7, undefined, undefined]);
});

test('a property of anything is read, and one that throws or is none is undefined', () => {
  expect([get({ a: 1 }, 'a'), get('text', 'length'), get({}, 'a')]).toEqual([1, 4, undefined]);
  for (const value of [undefined, null, hostile]) expect(get(value, 'value')).toBe(undefined);
});

test('of an inherited property nothing is taken', () => {
  Object.prototype.accessToken = 'polluted';
  onTestFinished(() => delete Object.prototype.accessToken);
  expect([own({}, 'accessToken'), own({ accessToken: 'own' }, 'accessToken')]).toEqual([undefined, 'own']);
  expect(field({ tokens: {} }, 'tokens', 'accessToken')).toBe(undefined);
  for (const value of [undefined, null, 1]) expect(own(value, 'accessToken')).toBe(undefined);
  expect(own(hostile, 'value')).toBe(undefined);
});

test('texts, numbers, functions and responses are told by what they are', () => {
  expect(['a', 1, null, undefined, {}, new String('a')].map(text)).toEqual(['a', '', '', '', '', '']);
  expect([1, '1', null, undefined].map(number)).toEqual([1, NaN, NaN, NaN]);
  expect([() => 1, class {}, {}, null].map(isFunction)).toEqual([true, true, false, false]);
  const [json, said] = [() => ({}), () => ''];
  expect([{ json, text: said }, { json }, { text: said }, { json, text: 'a' }, null].map(isResponse)).toEqual(
    [true, false, false, false, false],
  );
});

test('JSON is parsed, and a token of digits is none', () => {
  expect(['{"a":1}', ' [1]', '\n"a"', '12', 'true', 'null', 'a"b"', '{"a":', 5, null].map(parsed)).toEqual([
    { a: 1 },
    [1],
    'a',
    '12',
    'true',
    'null',
    'a"b"',
    undefined,
    5,
    null,
  ]);
});

test('a field is a text, a number, or the time of a date, of the value or of what it wraps', () => {
  const at = new Date(5);
  const value = { a: 'x', n: 0, at, none: null, yes: true, deep: { a: 'y' } };
  expect(['a', 'n', 'at', 'none', 'yes', 'missing'].map((name) => field(value, '', name))).toEqual([
    'x',
    0,
    5,
    undefined,
    undefined,
    undefined,
  ]);
  expect([field(value, 'deep', 'a'), field(value, 'missing', 'a'), field(null, '', 'a')]).toEqual([
    'y',
    undefined,
    undefined,
  ]);
});

const settled = [];
const done = (value) => settled.push(['done', value]);
const failed = (error) => settled.push(['failed', error?.message ?? error]);
const outcome = () => settled.splice(0);

test('what is there at once goes on at once, and what comes later then', async () => {
  whenReady(() => 1, done, failed);
  expect(outcome()).toEqual([['done', 1]]);
  whenReady(() => undefined, done, failed);
  expect(outcome()).toEqual([['done', undefined]]);
  whenReady(() => hostile.value, done, failed);
  expect(outcome()).toEqual([['failed', 'no']]);
  expect(whenReady(() => Promise.resolve(2), done, failed)).toBe(undefined);
  whenReady(() => Promise.reject(new Error('late')), done, failed);
  expect(outcome()).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(outcome()).toEqual([
    ['done', 2],
    ['failed', 'late'],
  ]);
});

test('a thenable of the application’s own is waited for, and one that throws has failed', () => {
  whenReady(() => ({ then: (yes) => yes(3) }), done, failed);
  whenReady(() => ({ then: (_, no) => no(new Error('thenable')) }), done, failed);
  const broken = {
    then() {
      throw new Error('broken');
    },
  };
  whenReady(() => broken, done, failed);
  expect(outcome()).toEqual([
    ['done', 3],
    ['failed', 'thenable'],
    ['failed', 'broken'],
  ]);
  // What has the name and is no function is a value.
  whenReady(() => ({ then: 1 }), done, failed);
  expect(outcome()).toEqual([['done', { then: 1 }]]);
});

test('what throws while it goes on is not taken for a failure', () => {
  const fails = vi.fn();
  const bite = () => {
    throw new Error('bite');
  };
  expect(() => whenReady(() => 1, bite, fails)).toThrow('bite');
  expect(fails).not.toHaveBeenCalled();
});

test('the clocks are the platform’s, and without one the other counts', () => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
  vi.spyOn(Date, 'now').mockReturnValue(1700);
  expect([mono(), wall(), date('1970-01-01T00:00:01Z'), date('?')]).toEqual([0, 1700, 1000, NaN]);
  vi.stubGlobal('performance', undefined);
  expect(mono()).toBe(1700);
});

test('random bytes are the platform’s, and where there are none any', () => {
  const bytes = new Uint8Array(64);
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((given) => given.fill(7));
  random(bytes);
  expect(bytes).toEqual(new Uint8Array(64).fill(7));
  vi.stubGlobal('crypto', undefined);
  const draws = [0, 0.5, 1 - 2 ** -53];
  vi.spyOn(Math, 'random').mockImplementation(() => draws.shift());
  const three = bytes.subarray(0, 3);
  random(three);
  expect([...three, bytes[3]]).toEqual([0, 128, 255, 7]);
});

test('a prerendered page says why it waits', () => {
  expect(prerendering()).toBe(undefined);
  vi.stubGlobal('document', { prerendering: false });
  expect(prerendering()).toBe(undefined);
  vi.stubGlobal('document', { prerendering: true });
  expect(prerendering()).toEqual(new Error('a prerendered page gets no lock before it is shown'));
});

test('a slot is settled with an outcome or with none, once', async () => {
  const slots = [createSlot(), createSlot()];
  settleSlot(slots[0], 'ended');
  settleSlot(slots[0], 'later');
  settleSlot(slots[1], '');
  expect(await Promise.all(slots.map(promiseOf))).toEqual(['ended', undefined]);
});
