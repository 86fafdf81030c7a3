// Where the code runs: in a page or a worker of one, on a server, in a native app; and whether it is secure.
import { expect, test, vi } from 'vitest';
import { isAlone, isSecure, isServer } from '../../pkg-template/src/session/realm.js';

/** What is so in a realm with these globals; Node itself has none of them. */
const inRealm = (globals, ask) => {
  for (const [name, value] of Object.entries({ navigator: undefined, ...globals }))
    vi.stubGlobal(name, value);
  const answer = ask();
  vi.unstubAllGlobals();
  return answer;
};
const where = (globals) => inRealm(globals, () => [isAlone(), isServer()]);
const WorkerGlobalScope = function () {};

test('a page, and a worker that has come from a place, are not alone', () => {
  expect(where({ document: {} })).toEqual([false, false]);
  expect(where({ WorkerGlobalScope, location: {} })).toEqual([false, false]);
});

test('a server is alone, also one that imitates workers', () => {
  for (const globals of [
    {},
    { WorkerGlobalScope },
    { location: {} },
    { WorkerGlobalScope: {}, location: {} },
    { navigator: { product: 'Gecko' } },
    { navigator: {} },
    { document: undefined },
  ])
    expect([globals, where(globals)]).toEqual([globals, [true, true]]);
});

test('a native app is alone, and no server', () => {
  expect(where({ navigator: { product: 'ReactNative' } })).toEqual([true, false]);
  expect(where({ navigator: { product: 'reactnative' } })).toEqual([true, true]);
});

test('only https is secure, whatever a page over http says of itself', () => {
  const secure = (protocol, isSecureContext) =>
    inRealm({ location: protocol && { protocol }, isSecureContext }, isSecure);
  expect(secure('https:', true)).toBe(true);
  expect(secure('http:', true)).toBe(false);
  expect(secure('http:', false)).toBe(false);
  expect(secure('https:', false)).toBe(false);
  expect(secure('app:', true)).toBe(true);
  // Old browsers do not say it.
  expect(secure('https:', undefined)).toBe(true);
  expect(secure('app:', undefined)).toBe(false);
  expect(secure(undefined, undefined)).toBe(false);
});
