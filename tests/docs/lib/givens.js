// What blocks of code may take from the text around them (`given=…`): the type of each name for the compiler, and for
// blocks that are run its value.

/** @type {Record<string, string>} */
export const types = {
  api: "import('everfetch').AxiosInstance",
  tokens: "import('everfetch').SessionTokens",
  server: "import('everfetch/testing').FakeServer",
  expect: '(value: unknown) => any',
  login: '() => void',
  user: 'string',
  password: 'string',
  file: 'File',
  keychain:
    '{ get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>, remove(key: string): Promise<void> }',
  manager:
    '{ events: { addUserLoaded(listener: (user: { access_token: string, expires_at?: number }) => void): void, addUserUnloaded(listener: () => void): void } }',
  firebaseAuth:
    '{ authStateReady(): Promise<void>, currentUser: { uid: string, getIdToken(force?: boolean): Promise<string> } | null, onAuthStateChanged(listener: (user: { uid: string, getIdToken(force?: boolean): Promise<string> } | null) => void): void }',
  render: '(value: unknown) => void',
  element: 'HTMLElement',
};

/** Runs before a block, in a process of its own: the names are global there, and the server answers for `fetch`. */
export const prelude = `
import assert from 'node:assert/strict';
import everfetch from 'everfetch';
import { createFakeServer } from 'everfetch/testing';

const server = createFakeServer();
server.install();
const api = everfetch.create({ baseURL: server.origin, session: { refresh: '/auth/refresh' } });
await api.session.signIn(server.signIn('ada'));
const expect = (value) => ({
  toBe: (other) => assert.equal(value, other),
  toEqual: (other) => assert.deepEqual(value, other),
  toMatchObject(other) {
    const names = Object.keys(other);
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, value[name]])), other);
  },
});
Object.assign(globalThis, { server, api, expect, user: 'ada', password: 'x', tokens: server.signIn('ada') });
`;
