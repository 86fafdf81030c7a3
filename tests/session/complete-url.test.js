// The build that React Native takes, where URL is missing or is one whose members throw.
import { expect, test, vi } from 'vitest';
import everfetch from '../../pkg/javascript.js';
import { needURL } from '../../pkg-template/src/session/complete-url.js';

const create = () => everfetch.create({ baseURL: 'https://api.example', session: { refresh: '/refresh' } });
const without =
  "URL is missing or incomplete here; in React Native, import 'react-native-url-polyfill/auto' first";

test.each([
  ['missing', undefined],
  [
    'one whose members throw',
    class {
      get protocol() {
        throw new Error('URL.protocol is not implemented');
      }
    },
  ],
  ['one that does not read', class {}],
])('a session says what to add where URL is %s', (_, URL) => {
  vi.stubGlobal('URL', URL);
  expect(needURL).toThrow(expect.objectContaining({ code: 'ERR_NOT_SUPPORT', message: without }));
  expect(create).toThrow(expect.objectContaining({ code: 'ERR_NOT_SUPPORT', message: without }));
  // A client without a session needs none.
  expect(() => everfetch.create({ baseURL: 'https://api.example' })).not.toThrow();
  vi.unstubAllGlobals();
  expect(needURL).not.toThrow();
  expect(create).not.toThrow();
});
