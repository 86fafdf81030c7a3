// What the benchmark calls in the page. A side is one library with its own sign-in; all sides live in one page, so that
// the machine's load affects them alike.

import { PEERS } from './peers.js';

const sides = new Map();

/** Signs in at a sandbox of the server. @param {string} base */
const signIn = async (base) => {
  const response = await fetch(`${base}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'ada', mode: 'bearer' }),
  });
  return response.json();
};

/** Milliseconds after which a request counts as never answered. */
const PATIENCE = 30_000;

const FAKE = { accessToken: 'x'.repeat(900), refreshToken: 'r'.repeat(40), expiresIn: 3600 };

const paced = async (count, atOnce, one) => {
  for (let sent = 0; sent < count; sent += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - sent) }, (_, index) => one(sent + index)),
    );
};

const wide = Object.fromEntries(
  Array.from({ length: 1000 }, (_, index) => [`key${index}`, index % 3 ? index : `v${index}`]),
);

/** Shows that the work that is measured was really done. */
const check = (data) => {
  if (!data || typeof data !== 'object') throw new Error(`an answer without data: ${JSON.stringify(data)}`);
};

const work = {
  get: (side, { path }, count, atOnce) => paced(count, atOnce, async () => check(await side.get(path))),
  post: (side, { path }, count, atOnce) =>
    paced(count, atOnce, async () => check(await side.post(path, wide))),
};

/** Different URLs, as a page has them: requests for one wait for each other at the lock of Chromium's cache. */
const burst = (side, count) => Array.from({ length: count }, (_, index) => side.get(`/api/me?of=${index}`));

/** Waits for all, but not forever: some libraries leave requests without an answer. @param {Promise<any>[]} requests */
const answeredOf = async (requests) => {
  let answered = 0;
  for (const request of requests)
    request.then(
      () => answered++,
      () => {},
    );
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)));
  await Promise.race([Promise.allSettled(requests), late]);
  clearTimeout(timer);
  return answered;
};

globalThis.bench = {
  peers: Object.keys(PEERS),

  /** Makes a side: with a stubbed fetch (an answer of `stub` as JSON), or signed in at `base`. */
  async prepare(name, { base = '/s/bench', stub } = {}) {
    if (stub)
      globalThis.stub = async () => new Response(stub, { headers: { 'Content-Type': 'application/json' } });
    const tokens = stub ? { ...FAKE } : await signIn(base);
    sides.set(name, await PEERS[name](new URL(base, location.href).href, tokens));
  },

  /** Milliseconds for `count` calls. */
  async time(name, what, options, count, atOnce = 1) {
    const side = sides.get(name);
    const begun = performance.now();
    await work[what](side, options, count, atOnce);
    return performance.now() - begun;
  },

  /** Many requests on an expired token. */
  async storm(name, count) {
    const side = sides.get(name);
    const begun = performance.now();
    const answered = await answeredOf(burst(side, count));
    return { ms: performance.now() - begun, answered };
  },

  /** The same as the ideal does it: all are refused, one refresh, all are sent again. */
  async ideal(count) {
    const side = sides.get('reading') ?? sides.get('fetch');
    const begun = performance.now();
    await Promise.allSettled(burst(side, count));
    await side.renew();
    const answered = await answeredOf(burst(side, count));
    return { ms: performance.now() - begun, answered };
  },

  /** Four slow requests leave with the old token and are refused after somebody else has renewed it. */
  async late(name, ms) {
    const side = sides.get(name);
    const slow = [1, 2, 3, 4].map(() => side.get(`/api/late401?ms=${ms}`));
    const quick = side.get('/api/me');
    return { answered: await answeredOf([...slow, quick]) };
  },

  /** Requests that all wait for one refresh, with a stubbed fetch: CPU alone. */
  async waiting(name, count) {
    const side = sides.get(name);
    let isFresh = false;
    let answerRefresh;
    const json = (body, status = 200) =>
      new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
    globalThis.stub = (url) => {
      if (String(url).includes('/auth/refresh'))
        return new Promise((resolve) => {
          answerRefresh = () => {
            isFresh = true;
            resolve(json({ ...FAKE, accessToken: `fresh-${performance.now()}` }));
          };
        });
      return Promise.resolve(json({ ok: isFresh }, isFresh ? 200 : 401));
    };
    const begun = performance.now();
    const all = Promise.all(burst(side, count));
    while (!answerRefresh) await new Promise((resolve) => setTimeout(resolve));
    const refused = performance.now();
    // Every 401 has been judged before the refresh is answered.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
    const answered = performance.now();
    answerRefresh();
    await all;
    return refused - begun + (performance.now() - answered);
  },

  /** A download, read whole. */
  async download(name, millions, withProgress) {
    const path = `/bench/bytes/${millions}?${Math.random()}`;
    const begun = performance.now();
    let bytes = 0;
    let events = 0;
    if (name === 'fetch') bytes = (await (await fetch(path)).arrayBuffer()).byteLength;
    else if (name === 'fetch, reading chunks') {
      const reader = (await fetch(path)).body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    } else {
      const { api } = sides.get('everfetch');
      const { data } = await api.get(path, {
        baseURL: location.origin,
        responseType: 'arraybuffer',
        onDownloadProgress: withProgress ? () => events++ : undefined,
      });
      bytes = data.byteLength;
    }
    if (bytes !== millions * 1e6) throw new Error(`${name} got ${bytes} bytes`);
    if (name !== 'fetch' && withProgress && name === 'everfetch' && !events)
      throw new Error('no progress was told');
    return performance.now() - begun;
  },
};
