// A worker that stands for a page: storages, a cookie jar, a location, Web Locks, and the network by Node's own fetch.
// It loads one bundled project, and does what the test asks: load items, sign in, sign out, tell its state.

import { parentPort, workerData } from 'node:worker_threads';

const { bundle, base, local, session, jar, limit } = workerData;

function storage(given) {
  const map = new Map(Object.entries(given));
  const methods = {
    getItem: (key) => map.get(String(key)) ?? null,
    setItem: (key, value) => void map.set(String(key), String(value)),
    removeItem: (key) => void map.delete(String(key)),
    clear: () => map.clear(),
    key: (index) => [...map.keys()][index] ?? null,
  };
  return new Proxy(methods, {
    get: (_, key) => (key === 'length' ? map.size : (methods[key] ?? map.get(key))),
    set: (_, key, value) => (map.set(key, String(value)), true),
    deleteProperty: (_, key) => (map.delete(key), true),
    ownKeys: () => [...map.keys()],
    getOwnPropertyDescriptor: (_, key) =>
      map.has(key) ? { value: map.get(key), enumerable: true, configurable: true } : undefined,
  });
}

const visits = [];
const address = new URL('https://app.example.com/items');
const location = {
  get href() {
    return address.href;
  },
  set href(url) {
    visits.push(new URL(url, address).pathname);
  },
  get pathname() {
    return address.pathname;
  },
  origin: address.origin,
  protocol: address.protocol,
  host: address.host,
  hostname: address.hostname,
  search: '',
  hash: '',
  assign: (url) => void visits.push(new URL(url, address).pathname),
  replace: (url) => void visits.push(new URL(url, address).pathname),
  reload() {},
};

/** Exclusive locks in one page: enough where no other tab is. */
const held = new Map();
const locks = {
  async request(name, ...rest) {
    const callback = rest.at(-1);
    const { mode = 'exclusive', ifAvailable } = rest.length > 1 ? rest[0] : {};
    if (mode === 'shared') return callback({ name, mode });
    if (held.has(name) && ifAvailable) return callback(null);
    const before = held.get(name);
    let free;
    held.set(name, new Promise((resolve) => (free = resolve)));
    await before;
    try {
      return await callback({ name, mode });
    } finally {
      free();
    }
  },
  query: async () => ({ held: [], pending: [] }),
};

const target = new EventTarget();
const events = {
  addEventListener: target.addEventListener.bind(target),
  removeEventListener: target.removeEventListener.bind(target),
  dispatchEvent: target.dispatchEvent.bind(target),
};
const stub = (name, value) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
stub('location', location);
stub('localStorage', storage(local));
stub('sessionStorage', storage(session));
stub('document', {
  cookie: '',
  visibilityState: 'visible',
  hidden: false,
  hasFocus: () => true,
  readyState: 'complete',
  ...events,
});
stub('navigator', { locks, onLine: true, userAgent: 'page' });
stub('window', globalThis);
stub('self', globalThis);
for (const [name, value] of Object.entries(events)) stub(name, value);
stub('alert', () => {});
globalThis.visits = visits;

// Both origins are the test's server; its cookies are the API's.
const cookies = new Map(Object.entries(jar));
const network = globalThis.fetch;
const { Request: NodeRequest } = globalThis;
/** Relative addresses are the page's. */
class Request extends NodeRequest {
  constructor(input, init) {
    super(typeof input === 'string' ? new URL(input, address.href) : input, init);
  }
}
stub('Request', Request);
stub('fetch', async (input, init) => {
  const request = new Request(
    typeof input === 'string' || input instanceof URL ? new URL(input, address.href) : input,
    init,
  );
  const url = new URL(request.url);
  const isOwn = url.origin === address.origin;
  const headers = new Headers(request.headers);
  const asked = init?.credentials ?? request.credentials;
  const sendsCookies = asked === 'include' || (asked === 'same-origin' && isOwn);
  if (sendsCookies && cookies.size)
    headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
  const body = /^(GET|HEAD)$/.test(request.method) ? undefined : await request.text();
  const answer = await network(base + url.pathname + url.search, {
    method: request.method,
    headers,
    body,
    signal: request.signal,
  });
  if (sendsCookies)
    for (const one of answer.headers.getSetCookie()) {
      const [name, value] = one.split(';')[0].split('=');
      if (/Max-Age=0/.test(one)) cookies.delete(name);
      else cookies.set(name, value);
    }
  // The page knows the API by its own name.
  Object.defineProperty(answer, 'url', { value: request.url });
  return answer;
});

if (!process.env.SAY) for (const name of ['warn', 'error', 'debug', 'log']) console[name] = () => {};
process.on('unhandledRejection', () => {});

const dump = (given) => Object.fromEntries(Object.keys(given).map((key) => [key, given.getItem(key)]));
const within = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), limit)),
  ]);
const said = (error) =>
  [error?.code ?? error?.name, error?.response?.status, error?.reason, error?.message ?? error]
    .filter(Boolean)
    .join(' ');
let project;
const commands = {
  async start() {
    project = await import(bundle);
    project = project.load ? project : project.default;
    await project.start?.();
  },
  load: async (count) => {
    const results = await Promise.allSettled(
      Array.from({ length: count }, (_, index) => within(project.load(index))),
    );
    return {
      ok: results.filter(({ status, value }) => status === 'fulfilled' && value?.ok === true).length,
      errors: results.flatMap(({ reason }) => (reason ? [said(reason)] : [])).slice(0, 3),
    };
  },
  login: (password) => project.login('ada', password ?? 'right'),
  logout: () => project.logout(),
  state: () => ({
    local: dump(localStorage),
    session: dump(sessionStorage),
    jar: Object.fromEntries(cookies),
    visits: [...visits],
  }),
};
parentPort.on('message', async ({ id, name, argument }) => {
  try {
    const value = await within(Promise.resolve(commands[name](argument)));
    // What a test asks about next comes after everything that is due now.
    await new Promise((resolve) => setTimeout(resolve, 5));
    parentPort.postMessage({ id, value: name === 'login' || name === 'logout' ? undefined : value });
  } catch (error) {
    parentPort.postMessage({ id, error: `${name}: ${said(error)}\n${error?.stack ?? ''}` });
  }
});
