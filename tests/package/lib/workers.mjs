// The main job in workers: how each kind is started and loads the package, and what it tells of its session.

import { finished } from './page.mjs';

// What the worker does when it is sent the address of a server, and a port for its answer.
const JOB = `
const job = async (base) => {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', loginUrl: '/login' } });
  // Only the test ends a token: a busy machine may need five seconds for fifty requests.
  await everfetch.post(base + '/control/knobs', { accessTtl: 600_000 });
  const ends = [];
  api.session.on('ended', ({ reason }) => ends.push(reason));
  const { data: tokens } = await everfetch.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
  await api.session.signIn(tokens);
  await everfetch.post(base + '/control/expire');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, page) => api.get('/api/items', { params: { page: page + 1, limit: 1 } })),
  );
  const { storage, degraded, survivesReload } = api.session.guarantees();
  const { state } = api.session;
  await everfetch.post(base + '/control/kill');
  await everfetch.post(base + '/control/expire');
  const code = await api.get('/api/me').then(() => 'answered', (error) => error.code);
  return {
    answered: answers.filter(({ data }, page) => data.page === page + 1).length,
    state, code, ends, storage, survivesReload, lacksStorage: degraded.includes('storage'),
  };
};
const problems = [];
self.onerror = self.onunhandledrejection = (event) => void problems.push(String(event.reason ?? event.message ?? event));
const answer = ({ data: base, ports: [port] }) =>
  job(base).then(
    (result) => port.postMessage(JSON.stringify({ ...result, problems })),
    (error) => port.postMessage('failed ' + error.stack),
  );
self.onmessage = answer;
self.onconnect = ({ ports: [port] }) => { port.onmessage = answer; };
`;

const AT = '/node_modules/everfetch';
/** How a worker loads the package from the server of a project, and the type of such a worker. */
export const loads = {
  'a module': [`import everfetch from '${AT}/index.js';`, 'module'],
  'a module with the core': [`import '${AT}/core.js'; import everfetch from '${AT}/index.js';`, 'module'],
  'a module, as by the condition worker': [`import everfetch from '${AT}/index.node.js';`, 'module'],
  'a module, the streaming entry': [`import everfetch from '${AT}/streaming.js';`, 'module'],
  'a classic script': [`importScripts('${AT}/everfetch.min.js');`, 'classic'],
};

/** What starts each kind, in the page, and resolves to what messages are sent to. */
export const kinds = {
  'dedicated worker': async (type) => new Worker('/worker.js', { type }),
  'shared worker': async (type) => new SharedWorker('/worker.js', { type }).port,
  'service worker': async (type) => {
    const { installing } = await navigator.serviceWorker.register('/worker.js', { type });
    await new Promise((resolve) =>
      installing.addEventListener('statechange', () => installing.state === 'activated' && resolve()),
    );
    return installing;
  },
};

/** What the worker came to. @param {keyof typeof kinds} kind @param {keyof typeof loads} way @param {any} options of `finished` */
export function inWorker(t, kind, way, options) {
  const [load, type] = loads[way];
  const page = `
    const tell = (text) => fetch('/outcome', { method: 'POST', body: text });
    const start = ${kinds[kind]};
    try {
      const target = await start('${type}');
      target.start?.();
      target.onerror = ({ message }) => tell('failed: the worker does not start: ' + message);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => tell(data.startsWith('failed') ? data : 'done ' + data);
      target.postMessage(${JSON.stringify(options.base)}, [port2]);
    } catch (error) {
      tell('failed ' + error + ' ' + error.stack);
    }`;
  return finished(t, page, { ...options, given: { '/worker.js': { body: `${load}\n${JOB}` } } });
}

/** Whether the browser starts a module as a service worker: Firefox ESR 153 does, ESR 140 does not. @param {any} options of `finished` */
export async function hasModuleServiceWorkers(t, options) {
  const page = `
    const has = await navigator.serviceWorker.register('/worker.js', { type: 'module' }).then(
      () => true,
      () => false,
    );
    await fetch('/outcome', { method: 'POST', body: 'done ' + JSON.stringify({ has }) });`;
  const given = { '/worker.js': { body: "import './other.js';" }, '/other.js': { body: 'export {};' } };
  return (await finished(t, page, { ...options, given })).has;
}

/** Whether this can be: import() is against the rules of service workers, so the core has to be there. */
export const canLoad = (kind, way) => kind !== 'service worker' || way !== 'a module';

/** What it comes to wherever it runs. */
export const expected = {
  answered: 50,
  state: 'active',
  code: 'ERR_SESSION_ENDED',
  ends: ['refused'],
  storage: 'session',
  survivesReload: false,
  lacksStorage: true,
  problems: [],
};
