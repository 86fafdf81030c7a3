// `api.session.claims()`: the payload of the access token, where it is a JWT.
import { describe, expect, test } from 'vitest';
import { starts } from './support/bare-session.js';

describe('claims', () => {
  const claimsOf = (token) => {
    const { session, methods } = starts();
    methods.token.mockReturnValue(token);
    return session.claims();
  };
  const encode = (text) =>
    Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  test('are the payload, in the alphabet of JWTs and in UTF-8', () => {
    const claims = { a: '>>>???>>>???', name: 'Zoë 😀', n: '»»»¿¿¿' };
    const part = encode(JSON.stringify(claims));
    // Each of these two at least twice.
    expect(part).toMatch(/-.*-/);
    expect(part).toMatch(/_.*_/);
    expect(claimsOf(`${encode('{"alg":"none"}')}.${part}.${encode('{"not":"this"}')}`)).toEqual(claims);
  });

  test('of an opaque token, of no token, and of what is no object there are none', () => {
    for (const token of [
      undefined,
      '',
      'opaque',
      'a.b.c',
      'e30.%%%.x',
      ...['5', '"text"', 'null', 'true', '{"open'].map((text) => `e30.${encode(text)}.x`),
      `e30.${Buffer.from([0x22, 0xff, 0x22]).toString('base64')}.x`,
    ])
      expect([token, claimsOf(token)]).toEqual([token, undefined]);
  });
});
