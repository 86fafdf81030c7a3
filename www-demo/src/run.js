// One run: N requests fired at once through the client, measured as the caller sees them (from the call to the
// settled promise), and joined with what the session's timeline says about each.

import { createTraces } from './trace.js';

export const RESOURCE = '/api/items';

/**
 * @typedef {{ number: number, start: number, end: number | null, ok: boolean | null, outcome: string, message: string, trace: import('./trace.js').Trace | null }} Call
 */

const ordinary = (number) => ({ path: RESOURCE, params: { page: number, limit: 1 } });

/** @param {string} [prefix] of the paths that take a bar */
export function createRuns(prefix = RESOURCE) {
  const traces = createTraces();
  /** @type {Call[]} */
  const calls = [];
  /** @type {import('./trace.js').Entry[]} what happened to the session since the last look */
  let news = [];
  /** @type {Call[]} calls whose first timeline entry has not come yet, in the order of their sends */
  let unmatched = [];

  /** Reads the client's timeline and hands each new request to the call that made it. */
  function read(api) {
    for (const entry of traces.take(api.session.timeline())) {
      const { request, path } = entry;
      if (request === undefined) news.push(entry);
      const trace = request === undefined ? undefined : traces.requests.get(request);
      if (!trace || trace.call || (path !== undefined && !path.includes(prefix))) continue;
      const call = unmatched.shift();
      if (!call) continue;
      trace.call = call;
      call.trace = trace;
    }
  }

  /** @param {Call} call */
  function settle(api, call, ok, outcome, message) {
    call.end = performance.now();
    // Its entries may be unread; a call that never had any must not take those of the next.
    if (call.trace === null) {
      read(api);
      unmatched = unmatched.filter((other) => other !== call);
    }
    Object.assign(call, { ok, outcome, message });
  }

  function fireOne(api, requestOf) {
    /** @type {Call} */
    const call = {
      number: calls.length + 1,
      start: performance.now(),
      end: null,
      ok: null,
      outcome: '',
      message: '',
      trace: null,
    };
    calls.push(call);
    unmatched.push(call);
    // Each URL is different: browsers make equal requests wait for each other, in case the cache can answer.
    const { path, params } = requestOf(call.number);
    return api.get(path, { params }).then(
      ({ status }) => settle(api, call, true, String(status), ''),
      (error) =>
        settle(
          api,
          call,
          false,
          error?.code || String(error?.response?.status ?? error?.name),
          error?.message ?? String(error),
        ),
    );
  }

  return {
    calls,
    traces,
    read,
    /**
     * Fires requests; calls of a run that is still going stay, otherwise the picture starts afresh.
     * @param {any} api
     * @param {number} count
     * @param {(number: number) => { path: string, params: object }} [requestOf]
     */
    fire(api, count, requestOf = ordinary) {
      if (!calls.some(({ end }) => end === null)) this.clear();
      const first = fireOne(api, requestOf);
      read(api);
      const rest = Array.from({ length: count - 1 }, () => fireOne(api, requestOf));
      read(api);
      return Promise.all([first, ...rest]);
    },
    takeNews() {
      const taken = news;
      news = [];
      return taken;
    },
    get pending() {
      return calls.some(({ end }) => end === null);
    },
    clear() {
      calls.length = 0;
      unmatched = [];
      traces.clear();
    },
    restart() {
      this.clear();
      traces.restart();
    },
    /** The numbers of the run. */
    summary() {
      const settled = calls.filter(({ end }) => end !== null);
      const outcomes = new Map();
      for (const { outcome, ok, message } of settled) {
        const known = outcomes.get(outcome) ?? { outcome, ok, message, count: 0 };
        known.count += 1;
        outcomes.set(outcome, known);
      }
      return {
        requests: calls.length,
        answered: settled.filter(({ ok }) => ok).length,
        failed: settled.filter(({ ok }) => !ok).length,
        refreshes: traces.flights.length,
        resent: calls.filter(({ trace }) => (trace?.sends ?? 0) > 1).length,
        slowest: Math.max(0, ...settled.map(({ start, end }) => end - start)),
        outcomes: [...outcomes.values()],
      };
    },
  };
}
