// A session before there is a core, in Node: its record is in the storage, and the core comes when the test says so.
import { vi } from 'vitest';
import { handleOf } from '../../../pkg-template/src/session/registry.js';
import { BASE, later } from './fake.js';
import { recordWith } from './record.js';

/** A session of a tab whose core comes when the test says so. @param {{ record?: object | false }} [more] */
export const early = (options, { record = {} } = {}) => {
  const handle = handleOf({ baseURL: BASE, session: { refresh: '/auth/refresh', ...options } });
  handle.data.storage = 'session';
  if (record) sessionStorage.setItem(handle.key, recordWith(record));
  const core = later();
  const engine = { begin: vi.fn(async () => 'begun'), judge: vi.fn(async () => 'judged'), tooLong() {} };
  handle.rust = vi.fn(() => handle.engine && {});
  handle.ready = vi.fn(async () => {
    await core.promise;
    if (handle.ready.mock.calls.length > 9) throw new Error('is asked for again and again');
    handle.engine = engine;
    return {};
  });
  handle.warm = vi.fn();
  return { handle, engine, core };
};
