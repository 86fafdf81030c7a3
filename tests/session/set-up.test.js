// The options of a session as the flat values that Rust gets: each bit by the option that sets it, and by no other.
import { describe, expect, test, vi } from 'vitest';
import * as boundary from '../../src/web/boundary.js';
import { ownOptions, withDefaults } from '../../pkg-template/src/session/flat.js';
import { setUpOf } from '../../pkg-template/src/session/set-up.js';
import { barePage } from './support/bare-session.js';

const {
  CAN_REVOKE,
  ENDS_IN_DOUBT,
  HAS_CLASSIFY,
  HAS_COMMON_STORE,
  HAS_FUNCTION,
  HAS_INITIAL,
  HAS_PARSE,
  IS_SECURE,
  NEEDS_REFRESH_TOKEN,
  PLACE_CUSTOM,
  PLACE_LOCAL,
  PLACE_SESSION,
  PLACE_SHIFT,
  SHARES,
} = boundary;
const [COOKIE, SPLIT] = [1, 2];
const CUSTOM = PLACE_CUSTOM << PLACE_SHIFT;
const STORE = { load() {}, save() {}, clear() {} };

const setUp = (given) => {
  const options = ownOptions({ refresh: '/auth/refresh', ...given });
  return setUpOf({ options, data: withDefaults(options, ['https://api.example']) });
};
const bits = (given) => setUp(given)[0];
/** Without any option: on a server, where a classify of nobody is asked all the same. */
const NONE = CUSTOM | HAS_CLASSIFY | NEEDS_REFRESH_TOKEN;

describe('a bit', () => {
  for (const [what, given, expected] of [
    ['nothing', {}, NONE],
    ['the cookie', { carrier: 'cookie' }, NONE | COOKIE],
    ['both', { carrier: 'split' }, NONE | SPLIT],
    ['the end of a doubt', { inDoubt: 'end' }, NONE | ENDS_IN_DOUBT],
    ['a replay', { inDoubt: 'replay' }, NONE],
    ['initial', { initial() {} }, NONE | HAS_INITIAL],
    ['revoke', { revoke: '/revoke' }, NONE | CAN_REVOKE],
    ['classify', { classify() {} }, NONE],
    ['a storage of the application', { storage: STORE }, NONE],
    ['one that is shared', { storage: { ...STORE, shared: true } }, NONE | HAS_COMMON_STORE],
    ['one that is not', { storage: { ...STORE, shared: false } }, NONE],
  ])
    test(`of ${what}`, () => {
      expect(bits(given)).toBe(expected);
    });

  test('of the storage and of sharing in a page', () => {
    barePage();
    const page = HAS_CLASSIFY | NEEDS_REFRESH_TOKEN;
    for (const [given, expected] of [
      [{}, page | SHARES | (PLACE_SESSION << PLACE_SHIFT)],
      [{ storage: 'local' }, page | SHARES | (PLACE_LOCAL << PLACE_SHIFT)],
      [{ storage: 'local', shareTabs: false }, page | (PLACE_LOCAL << PLACE_SHIFT)],
      [{ storage: STORE }, page | SHARES | CUSTOM],
      // What is only in memory is the face's to keep.
      [{ storage: 'memory' }, page | CUSTOM],
    ])
      expect(bits(given)).toBe(expected);
  });

  test('of a page whose token goes over https alone', () => {
    for (const [protocol, isSecureContext, expected] of [
      ['https:', true, NONE | IS_SECURE],
      ['http:', true, NONE],
    ]) {
      vi.stubGlobal('location', { protocol });
      vi.stubGlobal('isSecureContext', isSecureContext);
      expect(bits({})).toBe(expected);
    }
  });
});

describe('the refresh', () => {
  const WITHOUT = NONE & ~NEEDS_REFRESH_TOKEN;
  const call = (more) => bits({ refresh: { url: '/auth/refresh', ...more } });

  test('that is declared sends the refresh token, whatever the field is called', () => {
    for (const more of [
      {},
      { tokenField: 'rt' },
      { fields: { a: 1 } },
      { headers: { a: 'b' } },
      { format: 'form' },
    ])
      expect(call(more)).toBe(NONE);
  });

  test('that has no field for it, or may put it anywhere by a function, needs none', () => {
    for (const more of [
      { tokenField: false },
      { url: () => '/auth/refresh' },
      { fields: () => ({}) },
      { headers: () => ({}) },
    ])
      expect(call(more)).toBe(WITHOUT);
  });

  test('with a parse of its own is said to have one', () => {
    expect(call({ parse: () => 'access-2' })).toBe(NONE | HAS_PARSE);
  });

  test('that is a function is the application’s', () => {
    const refresh = () => 'access-2';
    expect(bits({ refresh })).toBe(WITHOUT | HAS_FUNCTION);
    // Members of a function are no options.
    const other = Object.assign(() => 'access-2', { parse() {}, tokenField: 'rt' });
    expect(bits({ refresh: other })).toBe(WITHOUT | HAS_FUNCTION);
  });
});

test('times are in milliseconds, and statuses are one text', () => {
  expect(setUp({}).slice(1)).toEqual([30_000, 60_000, '401']);
  expect(setUp({ refreshAhead: 2.5, refreshTimeout: 7, refreshOn: [401, 419, 440] }).slice(1)).toEqual([
    2500,
    7,
    '401 419 440',
  ]);
});

test('a function decides about statuses by itself', () => {
  expect(setUp({ refreshOn: () => true })[3]).toBe('');
  expect(setUp({ refreshOn: [] })[3]).toBe('');
});
