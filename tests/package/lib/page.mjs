// Pages of the built files as they are, without a bundler, each with the answers of the server that a test gives. What a
// page comes to it tells its server, so that any browser can be asked to open it.

import { at } from '../../../scripts/lib/paths.mjs';
import { newPage, serve } from './browser.mjs';

/** The strictest policy under which WebAssembly may be compiled. Nothing is said of workers: `script-src` counts. */
export const strict = (scripts) => ({
  'Content-Security-Policy':
    `default-src 'none'; script-src ${scripts}; img-src data:; connect-src *; ` +
    "require-trusted-types-for 'script'; trusted-types 'none'",
});

const script = (attributes) => `<script ${attributes}></script>`;

/** How each entry is loaded, in the words of a script beside the package's files. */
export const entries = {
  default: "import everfetch from './index.js';",
  streaming: "import everfetch from './streaming.js';",
};

/** What has gone wrong in the page without anybody having asked. */
const WATCH = `
globalThis.errors = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
`;

/**
 * What the scripts of the pages use. \`storm\`: fifty requests that meet an expired token. Only a test ends a token: those
 * of the server live for five seconds, which a busy machine may need for fifty requests.
 */
export const mainJob = `
const base = new URLSearchParams(location.search).get('api');
const report = (text) => fetch('/outcome', { method: 'POST', body: text });
const finish = (result) => report('done ' + JSON.stringify({ errors, ...result }));
const fail = (error) => report('failed ' + error + ' ' + error.stack);
addEventListener('error', ({ message }) => fail(message));
addEventListener('unhandledrejection', ({ reason }) => fail(reason));
const signedIn = async (options) => {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', ...options } });
  await everfetch.post(base + '/control/knobs', { accessTtl: 600_000 });
  const { data } = await everfetch.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
  await api.session.signIn(data);
  return api;
};
const storm = async (api) => {
  await everfetch.post(base + '/control/expire');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, page) => api.get('/api/items', { params: { page: page + 1, limit: 1 } })),
  );
  return answers.filter(({ data }, page) => data.page === page + 1).length;
};
`;

/** @returns {Promise<string[]>} what the page says on the console, while it says it */
async function inChromium(t, address) {
  const tab = await newPage(t);
  await tab.goto(address);
  return tab.log;
}

const textOf = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

/**
 * Opens a page that runs \`job\`, and resolves to what that has finished with.
 * @param {{ base: string, headers?: object, given?: Record<string, any>, before?: () => void, classic?: string[],
 *   folder?: string, open?: (t: any, address: string) => Promise<string[]> }} options \`before\`: what runs first of
 *   all; \`classic\`: scripts that are loaded before the job, which then is no module
 */
export async function finished(
  t,
  job,
  { base, headers, given, before = () => {}, classic, folder = at('pkg'), open = inChromium },
) {
  let resolve;
  const outcome = new Promise((done) => (resolve = done));
  const files = ['/before.js', ...(classic ?? []), ...(classic ? ['/job.js'] : [])];
  const scripts = files.map((file) => script(`src="${file}"`)).join('');
  const address = await serve(t, folder, {
    '/page': {
      headers: { 'Content-Type': 'text/html', ...headers },
      body: `<!doctype html><link rel="icon" href="data:,"><body>${scripts}${classic ? '' : script('type="module" src="/job.js"')}`,
    },
    '/before.js': { body: `${WATCH}(${before})();` },
    '/job.js': { body: job },
    '/outcome': async (request, response) => {
      const text = await textOf(request);
      response.end();
      resolve(text);
    },
    ...given,
  });
  const log = await open(t, `${address}/page?api=${encodeURIComponent(base)}`);
  const late = AbortSignal.timeout(60_000);
  const text = await Promise.race([
    outcome,
    new Promise((end) => late.addEventListener('abort', () => end('failed: it came to no end'))),
  ]);
  if (!text.startsWith('done ')) throw new Error(`${text}\n${log.join('\n')}`);
  return { ...JSON.parse(text.slice(5)), log };
}
