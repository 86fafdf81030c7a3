// One session of the sources, without a core: what Rust would decide, the test says. For tests of single files.
import { vi } from 'vitest';
import { begin, judge } from '../../../pkg-template/src/session/judge.js';
import { handleOf } from '../../../pkg-template/src/session/registry.js';
import { Call } from '../../../pkg-template/src/session/request.js';
import {
  ACTION_DELIVER,
  ACTION_SEND_WITH_TOKEN,
  SENDS_SHIFT,
  SERIAL_SHIFT,
} from '../../../src/web/boundary.js';
import { AxiosHeaders } from '../../../pkg-template/src/http/headers.js';
import { BASE } from './fake.js';

/** What Rust says of a request. @param {number} action @param {{ sends?: number, serial?: number }} [more] */
export const ticket = (action, { sends = 1, serial = 7 } = {}) =>
  (action | (sends << SENDS_SHIFT) | (serial << SERIAL_SHIFT)) >>> 0;

export const SEND = ticket(ACTION_SEND_WITH_TOKEN);
export const AGAIN = ticket(ACTION_SEND_WITH_TOKEN, { sends: 2, serial: 8 });
export const DELIVER = ticket(ACTION_DELIVER);

/** A session, and the instance of Rust that it has. @param {object} [options] @param {object} [home] */
export const makeSession = (options, home) => {
  const handle = handleOf({ baseURL: BASE, ...home, session: { refresh: '/auth/refresh', ...options } });
  const rust = {
    page: {},
    begin: vi.fn(() => SEND),
    answer: vi.fn(() => DELIVER),
    resume: vi.fn(() => SEND),
    overdue: vi.fn(() => SEND),
    waiting: vi.fn(() => Promise.resolve()),
    challenge: vi.fn(),
    isRefreshCall: vi.fn(() => false),
    setTokens: vi.fn(),
    status: vi.fn(() => 0),
  };
  const engine = {
    inside: 0,
    signOuts: new Set(),
    rust: vi.fn(() => rust),
    peek: vi.fn(() => rust),
    allows: vi.fn(() => true),
    look: vi.fn(),
    credential: vi.fn((serial) => `Bearer access-${serial}`),
    state: vi.fn(() => 'active'),
    tooLong: vi.fn(),
    forgetOrigins() {},
    begin,
    judge,
  };
  handle.engine = engine;
  return { handle, rust, engine };
};

/** What the timeline has, without the times. */
export const told = ({ timeline }) => timeline.list().map(({ at: _, ...entry }) => entry);

/** The config of a request, as the client hands it over. @param {object} [config] */
export const configOf = (config) => ({
  method: 'get',
  url: '/a',
  baseURL: BASE,
  headers: new AxiosHeaders(),
  ...config,
});

/** An adapter of the package that answers with these, one after the other; it keeps what it was given. */
export const answering = (...answers) => {
  const adapter = vi.fn(async (config) => {
    const answer = answers.shift() ?? { status: 200 };
    if (answer instanceof Error) throw answer;
    return { data: '', headers: {}, config, ...answer };
  });
  return Object.assign(adapter, { builtin: true });
};

/** A request of a session. @param {{ handle: object }} session @param {Function} adapter @param {object} [config] */
export const requestOf = ({ handle }, adapter, config) => new Call(handle, configOf(config), adapter);
