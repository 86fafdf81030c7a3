// One tab of a lane of the storm: a document with one of the three clients in it. The page around it calls the functions
// of `window.lane` and draws what they report; this document shows nothing.

import { baseOf, sandboxFor } from '../place.js';
import { createRuns } from '../run.js';
import { createTokens } from './tokens.js';

const query = new URLSearchParams(location.search);
const kind = query.get('lane');
const options = JSON.parse(query.get('options') ?? '{}');
const name = sandboxFor(kind);
const baseURL = baseOf(name);

/** What a request asks for: most are quick, and where there are slow ones, every tenth is. */
const requestOf = (slow) => (number) =>
  slow > 0 && number % 10 === 0
    ? { path: '/api/late401', params: { page: number, ms: slow } }
    : { path: '/api/items', params: { page: number, limit: 1 } };

/** An axios lane as `createRuns` takes it: requests, and a timeline. */
async function createPeer(module) {
  const [{ default: axios }, { createProbe }, { createClient }] = await Promise.all([
    import('axios'),
    import('./probe.js'),
    module,
  ]);
  const tokens = createTokens(name);
  const probe = createProbe(axios, '/auth/refresh');
  const api = createClient({ baseURL, adapter: probe.adapter, tokens, options });
  return {
    get: (path, config) => probe.watch(config?.params.page ?? 0, api.get(path, config)),
    session: { timeline: () => probe.entries },
    ready: async () => {},
    async signIn(user) {
      const { data } = await axios.post('/auth/login', { user }, { baseURL });
      tokens.write(data);
    },
    leave: () => tokens.clear(),
  };
}

async function createOurs() {
  const { createClient } = await import('./everfetch.js');
  const api = createClient({ baseURL, id: name });
  return {
    get: (path, config) => api.get(path, config),
    session: api.session,
    ready: () => api.session.ready(),
    async signIn(user) {
      const { data } = await api.post('/auth/login', { user }, { session: false });
      await api.session.signIn(data);
    },
    leave: () => {},
  };
}

const CLIENTS = {
  handwritten: () => createPeer(import('./handwritten.js')),
  'auth-refresh': () => createPeer(import('./auth-refresh.js')),
  everfetch: createOurs,
};

const client = await CLIENTS[kind]();
const runs = createRuns('/api/');

/** The timeline's clock began with this document; the page around it has another. */
const shift = () => performance.timeOrigin - parent.performance.timeOrigin;

/** @type {any} */ (window).lane = {
  ready: client.ready,
  signIn: client.signIn,
  leave: client.leave,
  fire: (count, slow) => runs.fire(client, count, requestOf(slow)).then(() => undefined),
  /** Whether an ordinary request is answered: what the user notices of a session that is lost. */
  async isAlive() {
    const alive = await client.get('/api/me').then(
      () => true,
      () => false,
    );
    // Read while no bar waits for its line, so that this request takes none.
    runs.read(client);
    return alive;
  },
  /** The calls and refreshes so far; `shift` brings their times to the clock of the page around. */
  look() {
    runs.read(client);
    return { calls: runs.calls, flights: runs.traces.flights, shift: shift() };
  },
};
document.documentElement.dataset.ready = 'true';
