// The refresh calls of a page: what it sends, and what it reports. Whether a worker can be had is the test's to say.
import { vi } from 'vitest';
import { createRefreshCalls } from '../../../src/web/refresh-call.js';
import { later, turns } from './fake.js';

export const TOKENS = { accessToken: 'a2', refreshToken: 'r2' };
export const ADDRESS = 'https://api.example/auth/refresh';

/** @param {{ bits?: number, host?: object, isAble?: boolean }} [setUp] */
export function calling({ bits = 0, host = {}, isAble = false } = {}) {
  const reports = [];
  const sent = [];
  const carrier = { isAble: vi.fn(() => isAble), empty: vi.fn(), start: vi.fn(), collect: vi.fn() };
  let isWanted = true;
  const report = (...args) => (reports.push(args), isWanted);
  vi.stubGlobal('fetch', (url, init) => {
    const call = { url, init, ...later() };
    sent.push(call);
    return call.promise;
  });
  const calls = createRefreshCalls(
    { prepare: () => ({ url: ADDRESS, init: { keepalive: true } }), problem: (...args) => args, ...host },
    report,
    bits,
    carrier,
  );
  return {
    calls,
    carrier,
    sent,
    unwanted: () => (isWanted = false),
    reported: () => reports.splice(0),
  };
}
export const arrives = async (call, response) => {
  call.resolve(response);
  await turns();
};
export const breaks = async (call, error = new TypeError('Failed to fetch')) => {
  call.reject(error);
  await turns();
};
/** What is told of a failure. */
export const failedWith = (status, error = '') => `${status ?? ''}\n\n\n\n${error}`;
