// Pages of the built files as they are, without a bundler, each with the answers of the server that a test gives.

import { at } from '../../../scripts/lib/paths.mjs';
import { newPage, outcome, serve } from './browser.mjs';

/** The strictest policy under which WebAssembly may be compiled. Nothing is said of workers: `script-src` counts. */
export const strict = (scripts) => ({
  'Content-Security-Policy':
    `default-src 'none'; script-src ${scripts}; img-src data:; connect-src *; ` +
    "require-trusted-types-for 'script'; trusted-types 'none'",
});

/** How each entry is loaded, in the words of a module beside the package's files. */
export const entries = {
  default: "import everfetch from './index.js';",
  streaming: "import everfetch from './streaming.js';",
};

/** Fifty requests that meet an expired token; then what they came to is in the page. */
export const mainJob = `
const base = new URLSearchParams(location.search).get('api');
const signedIn = async (options) => {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', ...options } });
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
const finish = (result) => { document.body.dataset.outcome = 'done ' + JSON.stringify(result); };
const fail = (error) => { document.body.dataset.outcome = 'failed ' + (error.stack || error); };
`;

/**
 * Opens a page whose module is \`script\`, and returns what it has finished with.
 * @param {{ base: string, headers?: Record<string, string>, given?: Record<string, object>, before?: () => void }} options
 */
export async function finished(t, script, { base, headers, given, before }) {
  const tab = await newPage(t);
  const errors = [];
  tab.on('pageerror', (error) => errors.push(String(error)));
  if (before) await tab.addInitScript(before);
  const address = await serve(t, at('pkg'), {
    '/page': {
      headers: { 'Content-Type': 'text/html', ...headers },
      body: '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/job.js"></script>',
    },
    '/job.js': { body: script },
    ...given,
  });
  await tab.goto(`${address}/page?api=${encodeURIComponent(base)}`);
  const text = await outcome(tab);
  if (!text.startsWith('done ')) throw new Error(`${text}\n${tab.log.join('\n')}`);
  return { ...JSON.parse(text.slice(5)), errors, log: tab.log };
}
