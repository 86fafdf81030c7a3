// Which requests are the refresh function's own: those made while it runs, and those that carry the refresh token.
import { expect, test } from 'vitest';
import { isOwnRefresh } from '../../pkg-template/src/session/own-refresh.js';

const rust = { isRefreshCall: (text) => text.includes('refresh-1/+%') };
const ENCODED = encodeURIComponent('refresh-1/+%');
const isOwn = (config, { refresh = () => {}, inside = 0, engine = { inside } } = {}) =>
  isOwnRefresh({ options: { refresh }, engine }, rust, { headers: {}, ...config });

test('all that are made while the function runs', () => {
  expect([
    isOwn({}, { inside: 1 }),
    isOwn({}, { inside: 2 }),
    isOwn({}),
    isOwn({}, { engine: null }),
  ]).toEqual([true, true, false, false]);
});

test('that with the refresh token in its body, its address or a header, however it is written there', () => {
  for (const config of [
    { data: '{"token":"refresh-1/+%"}' },
    { data: `token=${ENCODED}` },
    { data: new URLSearchParams({ token: 'refresh-1/+%' }), url: '/renew' },
    { url: `/renew?token=${ENCODED}` },
    { url: '/renew?refresh-1/+%' },
    { headers: { 'X-A': 'a', 'X-Token': 'refresh-1/+%' } },
    { headers: { Cookie: `rt=${ENCODED}` } },
  ])
    expect([config, isOwn(config)]).toEqual([config, true]);
});

test('none with another text, or with what is no text', () => {
  for (const config of [
    {},
    { data: 'refresh 2', url: '/renew?%E0%A4%A', headers: { 'X-A': 'a' } },
    { data: { toString: () => 'refresh-1/+%' } },
    { data: null, url: undefined, headers: { 'X-A': ['refresh-1/+%'], 'X-B': null, 'X-C': 5 } },
    { data: '' },
  ])
    expect([config, isOwn(config)]).toEqual([config, false]);
});

test('none where the refresh is declared: the session makes that call itself', () => {
  expect(isOwn({ data: 'refresh-1/+%' }, { refresh: { url: '/renew' }, inside: 1 })).toBe(false);
});
