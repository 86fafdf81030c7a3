// Measures what a visitor of a page downloads for everfetch, and for axios with axios-auth-refresh: the same small
// application (a client with a base URL and a renewed session, one GET), bundled and minified by esbuild.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { at } from './paths.mjs';

const everfetchApp = (entry) => `
import everfetch from '${entry}';
const api = everfetch.create({ baseURL: '/api', session: { refresh: '/auth/refresh', loginUrl: '/login' } });
api.get('/me').then(({ data }) => { document.title = data.name; });
`;

const axiosApp = `
import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
const api = axios.create({ baseURL: '/api' });
api.interceptors.request.use((config) => {
  const token = sessionStorage.getItem('accessToken');
  if (token) config.headers.Authorization = 'Bearer ' + token;
  return config;
});
createAuthRefresh(api, async (failed) => {
  const { data } = await axios.post('/api/auth/refresh', { refreshToken: sessionStorage.getItem('refreshToken') });
  sessionStorage.setItem('accessToken', data.accessToken);
  failed.response.config.headers.Authorization = 'Bearer ' + data.accessToken;
});
api.get('/me').then(({ data }) => { document.title = data.name; });
`;

async function bundled(contents) {
  const { build } = await import('esbuild');
  const result = await build({
    stdin: { contents, resolveDir: at('scripts') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  return result.outputFiles[0].contents;
}

const measure = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
});

const add = (one, two) => ({
  raw: one.raw + two.raw,
  gzip: one.gzip + two.gzip,
  brotli: one.brotli + two.brotli,
});

/** The weight of pkg/ itself. */
export async function measureAll() {
  const wasm = measure(readFileSync(at('pkg', 'everfetch.wasm')));
  const script = measure(await bundled(everfetchApp('everfetch/streaming')));
  return [
    { key: 'core', name: 'core (everfetch.wasm)', ...wasm },
    { key: 'script', name: 'glue and face, in an app', ...script },
    { key: 'streaming', name: 'streaming entry: both files', ...add(script, wasm) },
    {
      key: 'default',
      name: 'default entry, in an app',
      ...measure(await bundled(everfetchApp('everfetch'))),
    },
    {
      key: 'javascript',
      name: 'core as JavaScript (core-js.js)',
      ...measure(readFileSync(at('pkg', 'core-js.js'))),
    },
    {
      key: 'axios',
      name: 'axios + axios-auth-refresh, in the same app',
      ...measure(await bundled(axiosApp)),
    },
  ];
}

export function printSizes(rows) {
  const bar = rows.find(({ key }) => key === 'axios');
  const width = Math.max(...rows.map(({ name }) => name.length));
  const cell = (text) => String(text).padStart(9);
  console.log(`\n${''.padEnd(width)}${['raw', 'gzip', 'brotli', '× axios'].map(cell).join('')}`);
  for (const { name, raw, gzip, brotli } of rows) {
    const figures = [raw, gzip, brotli].map((count) => count.toLocaleString('en'));
    const ratio = (brotli / bar.brotli).toFixed(2);
    console.log(`${name.padEnd(width)}${[...figures, ratio].map(cell).join('')}`);
  }
  console.log('\nBytes. The last column compares brotli, which most servers send.');
}
