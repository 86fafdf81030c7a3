// A session's options, made uniform: what stands for one that was left out, and the text by which two are compared.
import { describe, expect, test, vi } from 'vitest';
import { asText, ownOptions, withDefaults } from '../../pkg-template/src/session/flat.js';

const BASE = ['https://api.example'];
const page = () => vi.stubGlobal('document', {});

describe('the options that were given', () => {
  test('have no prototype, and what is undefined is not given', () => {
    const options = ownOptions({ refresh: '/r', id: undefined, carrier: 'cookie', exclude: undefined });
    expect(Object.getPrototypeOf(options)).toBe(null);
    expect({ ...options }).toEqual({
      carrier: 'cookie',
      refresh: { url: '/r' },
      revoke: null,
    });
    expect('id' in options).toBe(false);
  });

  test('have a declared call as an object without prototype; a revocation is a form unless it says otherwise', () => {
    const { refresh, revoke } = ownOptions({ refresh: '/r', revoke: '/out' });
    expect([{ ...refresh }, { ...revoke }]).toEqual([
      { url: '/r', format: undefined },
      { url: '/out', format: 'form' },
    ]);
    for (const call of [refresh, revoke]) expect(Object.getPrototypeOf(call)).toBe(null);
    const given = ownOptions({ refresh: { url: '/r' }, revoke: { url: '/out' } });
    expect([{ ...given.refresh }, { ...given.revoke }]).toEqual([{ url: '/r' }, { url: '/out' }]);
    expect(Object.getPrototypeOf(given.revoke)).toBe(null);
    const [one, two] = [() => {}, () => {}];
    expect(ownOptions({ refresh: one, revoke: two })).toMatchObject({ refresh: one, revoke: two });
  });
});

describe('the options with their defaults', () => {
  test('are those that README names', () => {
    page();
    const data = withDefaults({}, BASE);
    expect(Object.getPrototypeOf(data)).toBe(null);
    expect({ ...data }).toEqual({
      carrier: 'bearer',
      storage: 'session',
      shareTabs: true,
      refreshOn: [401],
      refreshAhead: 30,
      refreshTimeout: 60_000,
      inDoubt: 'replay',
      header: 'Authorization',
      scheme: 'Bearer',
      origins: BASE,
    });
  });

  test('are the given ones', () => {
    page();
    const given = {
      carrier: 'split',
      refreshOn: [419],
      header: 'X',
      scheme: '',
      id: 'a',
      refreshAhead: 0,
      inDoubt: 'end',
    };
    expect(withDefaults(given, BASE)).toMatchObject(given);
    expect(withDefaults({ origins: ['https://api.example/x'] }, BASE).origins).toBe(BASE);
  });

  test('share with other tabs unless the tokens are in memory, or there are none', () => {
    page();
    const store = { load() {}, save() {}, clear() {} };
    const of = (options) => {
      const { storage, shareTabs } = withDefaults(options, BASE);
      return [storage, shareTabs];
    };
    expect(of({ storage: 'memory' })).toEqual(['memory', false]);
    expect(of({ storage: 'local' })).toEqual(['local', true]);
    expect(of({ storage: 'session', shareTabs: false })).toEqual(['session', false]);
    expect(of({ storage: store })).toEqual(['custom', true]);
    vi.stubGlobal('document', undefined);
    expect(of({})).toEqual(['memory', false]);
    expect(of({ storage: 'local', shareTabs: true })).toEqual(['memory', false]);
    expect(of({ storage: store, shareTabs: true })).toEqual(['custom', false]);
  });
});

test('two values are compared by a text, of functions only that there is one, of expressions as they are written', () => {
  expect(asText([401])).toBe('[401]');
  expect(asText({ url: () => 'a', list: [/a\/b/gi, 'text', () => {}] })).toBe(
    '{"url":"a function","list":["/a\\\\/b/gi","text","a function"]}',
  );
  expect(asText(() => {})).toBe('"a function"');
  expect(asText(undefined)).toBeUndefined();
});
