import { expect, test } from 'vitest';
import { createRuns } from '../../www-demo/src/run.js';

/** A client whose answers the test gives, with a timeline of its own. */
function createFake() {
  const entries = [];
  const open = [];
  let serial = 0;
  return {
    open,
    session: { timeline: () => entries.map((entry) => ({ ...entry })) },
    get(path) {
      const request = (serial += 1);
      entries.push({ at: performance.now(), event: 'sent', request, n: 1, path });
      return new Promise((resolve, reject) => {
        open.push({
          answer(status) {
            entries.push({ at: performance.now(), event: 'delivered', request, status });
            resolve({ status });
          },
          fail(code) {
            entries.push({ at: performance.now(), event: 'failed', request, code });
            reject(Object.assign(new Error('it broke'), { code }));
          },
        });
      });
    },
    other: (path) =>
      entries.push({ at: performance.now(), event: 'sent', request: (serial += 1), n: 1, path }),
  };
}

test('every call is joined with its own trace, whatever the order of the answers', async () => {
  const api = createFake();
  const runs = createRuns();
  const done = runs.fire(api, 3);
  api.open[2].answer(200);
  api.open[0].fail('ERR_NETWORK');
  api.open[1].answer(204);
  await done;
  runs.read(api);
  expect(
    runs.calls.map(({ outcome, ok, trace }) => [outcome, ok, trace.id, trace.status ?? trace.code]),
  ).toEqual([
    ['ERR_NETWORK', false, 1, 'ERR_NETWORK'],
    ['204', true, 2, 204],
    ['200', true, 3, 200],
  ]);
  expect(runs.summary()).toMatchObject({ requests: 3, answered: 2, failed: 1, refreshes: 0, resent: 0 });
});

test('a request of somebody else takes no bar', async () => {
  const api = createFake();
  const runs = createRuns();
  api.other('/api/me');
  const done = runs.fire(api, 1);
  api.open[0].answer(200);
  await done;
  runs.read(api);
  expect(runs.calls[0].trace.id).toBe(2);
});

test('a call that never reaches the timeline does not take the trace of a later one', async () => {
  const api = createFake();
  const runs = createRuns();
  const { get } = api;
  const first = runs.fire(api, 1);
  api.get = () => Promise.reject(Object.assign(new Error('no'), { code: 'ERR_BAD_OPTION' }));
  await runs.fire(api, 1);
  api.get = get;
  const last = runs.fire(api, 1);
  api.open.forEach(({ answer }) => answer(200));
  await Promise.all([first, last]);
  runs.read(api);
  expect(runs.calls.map(({ outcome, trace }) => [outcome, trace?.id])).toEqual([
    ['200', 1],
    ['ERR_BAD_OPTION', undefined],
    ['200', 2],
  ]);
});

test('a run that is still going is joined by the next, a finished one is replaced', async () => {
  const api = createFake();
  const runs = createRuns();
  const first = runs.fire(api, 2);
  const second = runs.fire(api, 1);
  expect(runs.summary().requests).toBe(3);
  api.open.forEach(({ answer }) => answer(200));
  await Promise.all([first, second]);
  expect(runs.pending).toBe(false);
  runs.fire(api, 1);
  expect(runs.summary()).toMatchObject({ requests: 1, answered: 0 });
});
