import axios from 'axios';
import { expect, test } from 'vitest';
import { createProbe } from '../../www-demo/src/lane/probe.js';
import { createTraces } from '../../www-demo/src/trace.js';

/** An axios whose transport answers with the statuses given, one after the other. */
function createFake(statuses) {
  const send = async (config) => {
    const status = statuses.shift();
    const response = { status, data: {}, headers: {}, config };
    if (status < 400) return response;
    throw Object.assign(new Error('refused'), { code: 'ERR_BAD_REQUEST', response, config });
  };
  return { getAdapter: () => send };
}

const config = (url, page) => ({ url, ...(page && { params: { page } }) });

test('a request that is refused, renewed and sent again reads as one of everfetch does', async () => {
  const probe = createProbe(createFake([401, 200, 200]), '/auth/refresh');
  const call = (async () => {
    await probe.adapter(config('/api/items', 3)).catch(() => probe.adapter(config('/auth/refresh')));
    return probe.adapter(config('/api/items', 3));
  })();
  await probe.watch(3, call);
  expect(probe.entries.map(({ event, request, n }) => [event, request, n])).toEqual([
    ['sent', 3, 1],
    ['refused', 3, undefined],
    ['refreshStarted', undefined, undefined],
    ['refreshed', undefined, undefined],
    ['sent', 3, 2],
    ['delivered', 3, undefined],
  ]);
  const traces = createTraces();
  traces.take(probe.entries);
  expect(traces.requests.get(3).segments.map(({ phase }) => phase)).toEqual(['sent', 'renewing', 'resent']);
  expect(traces.flights).toMatchObject([{ ok: true }]);
});

test('a refresh that fails, and a request that fails with it, are told and passed on', async () => {
  const probe = createProbe(createFake([503]), '/auth/refresh');
  const call = probe.watch(1, probe.adapter(config('/auth/refresh')));
  await expect(call).rejects.toThrow('refused');
  expect(probe.entries.map(({ event }) => event)).toEqual(['refreshStarted', 'refreshFailed', 'failed']);
});

test('the probe is an adapter of the real axios, and a request without a page is nobody’s', async () => {
  const probe = createProbe(
    { getAdapter: () => async (given) => ({ status: 204, data: '', headers: {}, config: given }) },
    '/r',
  );
  const { status } = await axios.create({ adapter: probe.adapter }).get('http://host.test/api/me');
  expect(status).toBe(204);
  expect(probe.entries).toMatchObject([{ event: 'sent', request: 0 }]);
});
