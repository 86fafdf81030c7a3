import { describe, expect, test } from 'vitest';
import { createTraces } from '../../www-demo/src/trace.js';

const of = (request, event, at, more) => ({ request, event, at, ...more });
const session = (event, at) => ({ event, at });
const refused = (request, at) => [of(request, 'refused', at, { status: 401 }), of(request, 'queued', at)];
const answered = (request, at, status = 200) => [
  of(request, 'answered', at, { status }),
  of(request, 'delivered', at, { status }),
];
const phases = (trace) => trace.segments.map(({ phase, from, to }) => [phase, from, to]);

describe('one request', () => {
  test('sent, refused, renewed, resent and answered: each phase begins where the last ends', () => {
    const traces = createTraces();
    traces.take([
      of(1, 'sent', 10, { n: 1 }),
      session('refreshStarted', 30),
      ...refused(1, 30),
      session('refreshed', 70),
      of(1, 'sent', 71, { n: 2 }),
      ...answered(1, 90),
    ]);
    const trace = traces.requests.get(1);
    expect(phases(trace)).toEqual([
      ['sent', 10, 30],
      ['renewing', 30, 71],
      ['resent', 71, 90],
    ]);
    expect(trace).toMatchObject({ refusedAt: [30], sends: 2, end: 90, status: 200 });
    expect(traces.flights).toEqual([{ from: 30, to: 70, ok: true }]);
  });

  test('one that starts during a refresh waits, and is sent once', () => {
    const traces = createTraces();
    traces.take([of(1, 'queued', 5), of(1, 'sent', 40, { n: 1 }), ...answered(1, 60)]);
    expect(phases(traces.requests.get(1))).toEqual([
      ['waiting', 5, 40],
      ['sent', 40, 60],
    ]);
  });

  test('a 401 that is final is a refusal without a wait', () => {
    const traces = createTraces();
    traces.take([of(1, 'sent', 0, { n: 1 }), ...answered(1, 20, 401)]);
    expect(phases(traces.requests.get(1))).toEqual([['sent', 0, 20]]);
    expect(traces.requests.get(1)).toMatchObject({ refusedAt: [20], status: 401, end: 20 });
  });

  test('one that fails while it waits ends there, with its code', () => {
    const traces = createTraces();
    traces.take([
      of(1, 'sent', 0, { n: 1 }),
      ...refused(1, 20),
      of(1, 'failed', 50, { code: 'ERR_REFRESH_FAILED' }),
    ]);
    expect(phases(traces.requests.get(1)).at(-1)).toEqual(['renewing', 20, 50]);
    expect(traces.requests.get(1).code).toBe('ERR_REFRESH_FAILED');
  });
});

describe('reading a timeline again and again', () => {
  test('what was read before is not read twice, copies or not', () => {
    const traces = createTraces();
    const timeline = [of(1, 'sent', 1, { n: 1 }), of(2, 'sent', 1, { n: 1 })];
    expect(traces.take(structuredClone(timeline))).toHaveLength(2);
    expect(traces.take(structuredClone(timeline))).toHaveLength(0);
    timeline.push(of(3, 'sent', 1, { n: 1 }), ...answered(1, 2));
    expect(traces.take(structuredClone(timeline))).toHaveLength(3);
    expect(traces.requests.get(1)).toMatchObject({ sends: 1, end: 2 });
  });

  test('an entry that is written later but happened earlier is not missed', () => {
    const traces = createTraces();
    const timeline = [of(1, 'sent', 1, { n: 1 }), session('refreshStarted', 21)];
    traces.take(timeline);
    traces.take([...timeline, ...refused(1, 20)]);
    expect(traces.requests.get(1).refusedAt).toEqual([20]);
  });

  test('a timeline that dropped its oldest entries goes on', () => {
    const traces = createTraces();
    const timeline = Array.from({ length: 10 }, (_, i) => of(i, 'sent', i, { n: 1 }));
    traces.take(timeline.slice(0, 6));
    expect(traces.take(timeline.slice(4)).map(({ request }) => request)).toEqual([6, 7, 8, 9]);
    expect(traces.take([of(20, 'sent', 50, { n: 1 })])).toHaveLength(1);
  });
});

test.each(['refreshFailed', 'ended', 'anonymous', 'signedIn'])(
  'a refresh is over, and not well, at %s',
  (event) => {
    const traces = createTraces();
    traces.take([session('refreshStarted', 1), session(event, 5)]);
    expect(traces.flights).toEqual([{ from: 1, to: 5, ok: false }]);
  },
);

test('clearing keeps a refresh that is under way', () => {
  const traces = createTraces();
  traces.take([session('refreshStarted', 1), session('refreshed', 2), session('refreshStarted', 3)]);
  traces.clear();
  expect(traces.flights).toEqual([{ from: 3, to: null, ok: null }]);
  traces.take([session('refreshStarted', 3), session('refreshed', 9)]);
  expect(traces.flights[0].to).toBe(9);
});
