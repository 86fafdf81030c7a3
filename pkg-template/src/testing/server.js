// @ts-check
// A fake identity server and API behind the signature of fetch, all in memory: how calls reach it, what delays or
// loses them, and what is counted. What it answers is decided in routes.js.

import { createFaults } from './faults.js';
import { readOptions } from './options.js';
import { createRoutes } from './routes.js';
import { createTokens } from './tokens.js';

/** @typedef {import('../../testing.d.ts').Counters} Counters */
/** @typedef {import('../../testing.d.ts').LogEntry} LogEntry */
/** @typedef {{ fetch: typeof fetch, location?: Location }} Realm where a fetch is replaced */

const COUNTERS = [
  'requests',
  'answered',
  'unauthorized',
  'signIns',
  'signOuts',
  'refreshes',
  'rotated',
  'refused',
  'reused',
  'lost',
];

/** The statuses whose responses have no body. */
const EMPTY = [204, 205, 304];

/** @type {(input: RequestInfo | URL) => input is Request} */
const isRequest = (input) => typeof input === 'object' && 'url' in input;
/** @param {RequestInfo | URL} input */
const urlOf = (input) => (isRequest(input) ? input.url : input);

/** @type {typeof import('../../testing.d.ts').createFakeServer} */
export const createFakeServer = (given) => {
  const options = readOptions(given);
  const { origin, latency, clock } = options;
  /** @type {ReturnType<typeof createTokens>} */
  let tokens;
  /** @type {ReturnType<typeof createFaults>} */
  let faults;
  /** @type {Counters} */
  let counters;
  /** @type {ReturnType<typeof createRoutes>} */
  let routes;
  /** @type {LogEntry[]} */
  let log;

  const reset = () => {
    tokens = createTokens(options);
    faults = createFaults();
    counters = /** @type {Counters} */ (
      /** @type {unknown} */ (Object.fromEntries(COUNTERS.map((name) => [name, 0])))
    );
    routes = createRoutes(options, tokens, counters);
    log = [];
  };
  reset();

  /** @param {number} ms */
  const pause = (ms) =>
    ms > 0 && /** @type {Promise<void>} */ (new Promise((resolve) => clock.setTimeout(resolve, ms)));

  /** @param {Request} request @param {string} path */
  const answer = async (request, path) => {
    const kind = routes.kindOf(path);
    const fault = faults.take(kind);
    const entry = { kind, method: request.method, path, status: 0 };
    log.push(entry);
    counters.requests++;
    const lose = () => {
      counters.lost++;
      throw new TypeError('Failed to fetch');
    };
    if (fault.lose === 'request') lose();
    await pause(fault.latency ?? latency);
    const isSpoilt = fault.status !== undefined || fault.body !== undefined;
    // If the call is spoilt and not processed, it gets its answer below.
    let response = /** @type {Response} */ (
      !isSpoilt || fault.processed ? await routes.serve(request, path) : undefined
    );
    if (fault.lose) lose();
    if (isSpoilt) {
      const { status = 200, body = { error: 'fault' } } = fault;
      const isText = typeof body === 'string';
      const headers = new Headers(fault.headers);
      if (!headers.has('content-type'))
        headers.set('content-type', isText ? 'text/plain' : 'application/json');
      const text = isText ? body : JSON.stringify(body);
      response = new Response(EMPTY.includes(status) ? null : text, { status, headers });
    }
    entry.status = response.status;
    return response;
  };

  /** @type {typeof fetch} */
  const fakeFetch = async (input, init) => {
    const url = new URL(urlOf(input), origin);
    if (url.origin !== origin)
      throw new TypeError(`everfetch/testing: ${url.origin} is not the fake server's origin, ${origin}`);
    // Not passed to Request: in a simulated page AbortSignal is another class than the one of the host's Request.
    const { signal = /** @type {Request} */ (input).signal, ...rest } = init ?? {};
    const request = new Request(isRequest(input) ? input : url, rest);
    if (signal?.aborted) throw signal.reason;
    return new Promise((resolve, reject) => {
      const abort = () => reject(/** @type {AbortSignal} */ (signal).reason);
      signal?.addEventListener('abort', abort);
      // One signal may serve many calls, and must not collect their listeners.
      const end = () => signal?.removeEventListener('abort', abort);
      answer(request, url.pathname).then(resolve, reject).finally(end);
    });
  };

  return {
    origin,
    fetch: fakeFetch,
    install(given = globalThis) {
      const target = /** @type {Realm} */ (given);
      const { fetch: before } = target;
      target.fetch = (input, init) => {
        let url;
        try {
          url = new URL(urlOf(input), target.location?.href ?? origin);
        } catch {
          // The real fetch refuses what is no URL.
        }
        if (url?.origin !== origin) return before.call(target, input, init);
        // The URL as the page resolves it: a relative one may not begin at the origin.
        return fakeFetch(isRequest(input) ? input : url, init);
      };
      return () => {
        target.fetch = before;
      };
    },
    signIn: (user, how) => routes.signIn(user, how),
    expireAccessTokens: () => tokens.expireAll(),
    endSessions: () => tokens.endAll(),
    fail: (kind, fault, times) => faults.add(kind, fault, times),
    get counters() {
      return { ...counters };
    },
    get log() {
      return log.map((entry) => ({ ...entry }));
    },
    reset,
  };
};
