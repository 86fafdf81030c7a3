// The way into a session: a request takes part in the one that its config names, or none of it. And what a session has of
// its platform before that.
import { expect, test, vi } from 'vitest';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { checkPlatform, setPlatform } from '../../pkg-template/src/session/platform.js';
import { handleOf } from '../../pkg-template/src/session/registry.js';
import { withSession } from '../../pkg-template/src/session/with-session.js';
import { BASE, rejection } from './support/fake.js';
import { answering, configOf } from './support/session.js';

const requestOf = (session, config) => ({
  ...configOf({ headers: new AxiosHeaders(), ...config }),
  session: { refresh: '/r', ...session },
});

test('a request takes part in its session', async () => {
  const config = requestOf();
  const adapter = answering();
  expect((await withSession(config, adapter)).status).toBe(200);
  expect(
    handleOf(config)
      .timeline.list()
      .map(({ event }) => event),
  ).toEqual(['sent', 'answered', 'delivered']);
});

test('one that is excluded goes to its adapter alone', async () => {
  const config = requestOf({ exclude: ['/a'] });
  const adapter = answering();
  expect((await withSession(config, adapter)).status).toBe(200);
  expect(adapter.mock.calls).toEqual([[config]]);
  expect(handleOf(config).timeline.list()).toEqual([]);
});

test('a mistake in the options rejects the request, with its config', async () => {
  const adapter = answering();
  const config = requestOf({ refresh: 5 });
  const error = await rejection(withSession(config, adapter));
  expect([error.isAxiosError, error.code]).toEqual([true, 'ERR_BAD_OPTION_VALUE']);
  const broken = new TypeError('exclude');
  const own = requestOf({
    exclude: [
      () => {
        throw broken;
      },
    ],
  });
  const other = await rejection(withSession(own, adapter));
  expect([other.isAxiosError, other.cause, other.config]).toEqual([true, broken, own]);
  expect(adapter).not.toHaveBeenCalled();
});

test('a platform that lacks something is asked before the first session', () => {
  const missing = new Error('URL is missing');
  const check = vi.fn(() => {
    throw missing;
  });
  checkPlatform();
  setPlatform(check);
  try {
    expect(() => handleOf({ baseURL: BASE, session: { refresh: '/r' } })).toThrow(missing);
    expect(() => checkPlatform()).toThrow(missing);
  } finally {
    setPlatform(() => {});
  }
});
