// User names and passwords of the config and of the URL: in which bytes they are sent, and which of two wins.
import { expect, test } from 'vitest';
import { wire } from '../../pkg-template/src/adapters/wire.js';
import { attempt } from './outcomes.js';

const headersOf = (config, extra, wide = false) => wire({ url: 'http://h/', ...config }, extra, wide).headers;
const basic = (bytes) => ({ Authorization: 'Basic ' + Buffer.from(bytes).toString('base64') });
const utf8 = (text) => Buffer.from(text, 'utf8');
const latin1 = (text) => Buffer.from(text, 'latin1');

const auth = (username, password) => ({ auth: { username, password } });

test('Basic authentication by the config replaces a header of that name', () => {
  const headers = { authorization: 'mine' };
  for (const wide of [true, false])
    expect(headersOf({ headers, ...auth('user', 'pass') }, undefined, wide)).toEqual(basic('user:pass'));
  expect(headersOf({ headers })).toEqual(headers);
});

test('Basic authentication takes what is missing as empty', () => {
  for (const none of [undefined, null, '', 0]) {
    expect(headersOf(auth(none, 'pass'))).toEqual(basic(':pass'));
    expect(headersOf(auth('user', none))).toEqual(basic('user:'));
  }
  expect(headersOf({ auth: {} })).toEqual(basic(':'));
  class Login {
    get username() {
      return 'inherited';
    }
  }
  expect(headersOf({ auth: new Login() })).toEqual(basic('inherited:'));
});

test('Basic authentication writes the password as UTF-8, and the name if that is asked for', () => {
  const bytes = (user, password) => Buffer.concat([user, latin1(':'), utf8(password)]);
  const given = auth('üß', '日é%20');
  const asked = { ...given, transitional: { encodeBasicAuthUsername: true } };
  expect(headersOf(given)).toEqual(basic(bytes(latin1('üß'), '日é%20')));
  expect(headersOf(asked)).toEqual(basic(bytes(utf8('üß'), '日é%20')));
  for (const other of [given, asked])
    expect(headersOf(other, undefined, true)).toEqual(basic(bytes(utf8('üß'), '日é%20')));
  for (const encodeBasicAuthUsername of [false, 1, 'true', undefined])
    expect(headersOf({ ...given, transitional: { encodeBasicAuthUsername } })).toEqual(headersOf(given));
});

test('Basic authentication refuses a name that is not Latin-1 without that, by either transport', () => {
  for (const wide of [true, false]) {
    const config = { url: 'http://h/', ...auth('日', '') };
    const refused = attempt(() => wire(config, undefined, wide));
    expect([refused.code, !!refused.message]).toEqual(['ERR_BAD_OPTION_VALUE', true]);
  }
  const opened = { ...auth('日', ''), transitional: { encodeBasicAuthUsername: true } };
  expect(headersOf(opened, undefined, true)).toEqual(basic('日:'));
});

test('Basic authentication by the URL is taken from it, and decoded', () => {
  for (const [url, sent, user] of [
    ['http://us%C3%A4r:p%40s@h/a', 'http://h/a', 'usär:p@s'],
    ['http://user@h/a?b#c', 'http://h/a?b#c', 'user:'],
    ['http://:pass@h/', 'http://h/', ':pass'],
  ]) {
    const made = wire({ url, headers: { AUTHORIZATION: 'mine' } }, undefined, false);
    expect([made.url, { ...made.headers }]).toEqual([sent, basic(user)]);
  }
});

test('Basic authentication by the URL is taken from it, but not sent, where the config has its own', () => {
  const { url, headers } = wire({ url: 'http://a:b@h/', ...auth('user', 'pass') }, undefined, false);
  expect([url, { ...headers }]).toEqual(['http://h/', basic('user:pass')]);
});

test('Basic authentication is not seen in an address with an @ elsewhere, which stays as it is', () => {
  for (const url of ['/@scope/a', '@', 'http://h/@a b', 'http://h/?q=a@b', 'http://[@', 'http://@h'])
    expect([url, wire({ url }, undefined, false)]).toEqual([url, { url, headers: {} }]);
});
