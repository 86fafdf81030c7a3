// One independent server: the fake server of everfetch/testing, slow and faulty as the knobs say, with the controls and
// counters that the pages use. The fake server decides what is granted and refused.

import { createFakeServer } from 'everfetch/testing';
import { createControls } from './controls.js';
import { createCounters } from './counters.js';
import { createFamilies } from './families.js';
import { createKnobs } from './knobs.js';
import { answerResource } from './resources.js';

const PATHS = {
  signIn: '/auth/login',
  refresh: '/auth/refresh',
  token: '/oauth/token',
  signOut: '/auth/logout',
  revoke: '/oauth/revoke',
};
const REFRESHES = [PATHS.refresh, PATHS.token];
const ORIGIN = self.location.origin;

const pause = (ms) => ms > 0 && new Promise((resolve) => setTimeout(resolve, ms));

/** ms between two looks at the knob `hold`, and how long a page that has gone without turning it is waited for. */
const HELD_STEP = 15;
const LONGEST_HELD = 60_000;

const fieldsOf = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
};

/**
 * @param {string} prefix of its paths
 * @param {(state: object) => Promise<unknown>} save keeps what has to outlive the worker
 */
export function createSandbox(prefix, save) {
  let knobs = createKnobs();
  const counters = createCounters();
  const families = createFamilies();
  let server = makeServer();
  /** Resolves when the fake server is up; calls wait for it. */
  let up = Promise.resolve();
  let saving = Promise.resolve();

  function makeServer() {
    const { accessTtl, grace, rotate } = knobs.show();
    return createFakeServer({
      origin: ORIGIN,
      paths: Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, prefix + path])),
      publicPaths: [`${prefix}/api/graphql`],
      accessTokenLifetime: accessTtl / 1000,
      grace,
      rotate,
      handler: (request, { user, path }) =>
        answerResource(request, { user, path: path.slice(prefix.length) }),
    });
  }

  /** Waits as long as the knob `hold` names this kind of answer. @param {'refresh' | 'late401'} kind */
  async function held(kind) {
    const end = Date.now() + LONGEST_HELD;
    while (knobs.take('hold') === kind && Date.now() < end) await pause(HELD_STEP);
  }

  /** Calls the fake server past knobs and counters. */
  const call = (path, init) => server.fetch(`${ORIGIN}${prefix}${path}`, init);

  async function renew(refreshToken) {
    return (await call(PATHS.refresh, { method: 'POST', body: JSON.stringify({ refreshToken }) })).json();
  }

  /** A new fake server, with the sessions of the one before. @param {import('./families.js').Family[]} saved */
  function rebuild(saved) {
    server = makeServer();
    up = families.restore(saved, server, renew);
    return up;
  }

  function keep() {
    const state = { knobs: knobs.show(), families: families.list() };
    saving = saving.then(() => save(state)).catch(() => undefined);
  }

  /** The page's request with the fake server's own tokens in it. @param {Request} request @param {string} text */
  function translate(request, text) {
    const headers = new Headers(request.headers);
    const [, token] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
    // A token that is unknown here is unknown to the fake server too, whatever it looks like.
    if (token) headers.set('authorization', `Bearer ${families.known.get(token) ?? 'unknown'}`);
    let body = text;
    for (const [theirs, own] of families.known) body = body.replaceAll(theirs, own);
    return { method: request.method, headers, ...(text && { body }) };
  }

  /** Prepares the fault that the knobs ask of the next refresh. */
  function spoil() {
    const status = knobs.take('refreshStatus');
    const body = knobs.take('refreshBody');
    const processed = knobs.take('refreshRotates') ?? status === null;
    const retryAfter = knobs.take('retryAfter');
    if (status !== null) {
      const headers = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
      server.fail('refresh', { status, headers, processed });
    } else if (body !== null) {
      const html = '<!doctype html><title>Wi-Fi sign-in</title><h1>Accept the terms</h1>';
      server.fail('refresh', { body: html, headers: { 'content-type': 'text/html' }, processed });
    } else if (knobs.take('dropRefreshAnswer')) server.fail('refresh', { lose: 'answer' });
  }

  async function refresh(init, path, fields) {
    const counts = counters.now.refresh;
    const given = fields.refreshToken ?? fields.refresh_token;
    const family = families.find(given);
    counts.calls += 1;
    counts.running += 1;
    spoil();
    try {
      const response = await call(path, init);
      const reply = await response
        .clone()
        .json()
        .catch(() => ({}));
      if (response.ok && family && (reply.expiresIn ?? reply.expires_in)) {
        families.take(family, reply);
        counts.rotated += 1;
      } else if (reply.error === 'invalid_grant') {
        counts.refused += 1;
        if (/reused/.test(reply.error_description)) {
          counters.now.reuseDetected += 1;
          counters.now.familiesKilled += 1;
          if (family) family.live = false;
        }
      }
      keep();
      return response;
    } finally {
      await held('refresh');
      await pause(knobs.take('refreshLatency'));
      counts.running -= 1;
    }
  }

  async function signIn(init, path, { user = 'ada', mode, carrier = mode ?? 'bearer' }) {
    const response = await call(path, init);
    if (response.ok) {
      families.start(user, carrier, await response.clone().json());
      counters.now.logins += 1;
      keep();
    }
    return response;
  }

  async function signOut(init, path, fields) {
    const bearer = /^Bearer (\S+)$/i.exec(init.headers.get('authorization') ?? '')?.[1];
    const family = families.find(fields.refreshToken ?? fields.refresh_token ?? fields.token ?? bearer);
    counters.now.logouts += 1;
    if (family?.live) {
      family.live = false;
      counters.now.familiesKilled += 1;
    }
    keep();
    return call(path, init);
  }

  async function resource(request, init, path) {
    const query = new URL(request.url).search;
    const response = await call(path + query, init);
    if (response.status === 401) counters.now.unauthorized += 1;
    const late = path === '/api/late401' ? Number(new URLSearchParams(query).get('ms') ?? 200) : 0;
    await pause(knobs.take('apiLatency') + late);
    if (path === '/api/late401') await held('late401');
    return response;
  }

  const controls = createControls({
    counters,
    knobs: () => knobs,
    turn(changes) {
      knobs.turn(changes);
      const isRebuilt = ['accessTtl', 'grace', 'rotate'].some((name) => name in changes);
      if (isRebuilt) rebuild(families.list());
      keep();
      return up;
    },
    expire() {
      families.expireAll();
      server.expireAccessTokens();
      keep();
    },
    kill() {
      const living = families.list().filter(({ live }) => live);
      for (const family of living) family.live = false;
      counters.now.familiesKilled += living.length;
      server.endSessions();
      keep();
      return living.length;
    },
    reset() {
      knobs = createKnobs();
      families.clear();
      counters.reset();
      server = makeServer();
      keep();
    },
  });

  return {
    /** @param {Request} request @param {string} path within the sandbox */
    async handle(request, path) {
      const text = await request.clone().text();
      const fields = text ? fieldsOf(text) : {};
      await up;
      if (path.startsWith('/control/')) return controls(path, fields);
      if (knobs.take('offline')) return Response.error();
      counters.arrive(request.method, path);
      const init = translate(request, text);
      if (REFRESHES.includes(path)) return refresh(init, path, fields);
      if (path === PATHS.signIn) return signIn(init, path, fields);
      if (path === PATHS.signOut || path === PATHS.revoke) return signOut(init, path, fields);
      return resource(request, init, path);
    },
    /** @param {{ knobs: object, families: import('./families.js').Family[] }} state as it was saved */
    restore(state) {
      knobs = createKnobs(state.knobs);
      return rebuild(state.families);
    },
    saved: () => saving,
  };
}
