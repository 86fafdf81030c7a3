// Measures what a visitor of a page downloads for everfetch, and for axios with axios-auth-refresh: the same small
// application (a client with a base URL and a renewed session, one GET), bundled and minified by esbuild. With splitting,
// as most bundlers do it, a page loads the entry with all that it imports statically first, and the chunks later.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { at } from './paths.mjs';

const everfetchApp = (entry) => `
import everfetch from '${entry}';
const api = everfetch.create({ baseURL: '/api', session: { refresh: '/auth/refresh', loginUrl: '/login' } });
api.get('/me').then(({ data }) => { document.title = data.name; });
`;

const plainApp = `
import everfetch from 'everfetch';
const api = everfetch.create({ baseURL: '/api' });
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

const bundle = async (contents, options) => {
  const { build } = await import('esbuild');
  return build({
    stdin: { contents, resolveDir: at('scripts') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
    ...options,
  });
};

const bundled = async (contents) => (await bundle(contents)).outputFiles[0].contents;

/** The files of the first load, and those of each chunk that comes later, by the name of what they are made of. */
async function split(contents) {
  const { outputFiles, metafile } = await bundle(contents, {
    splitting: true,
    metafile: true,
    outdir: at('target', 'sizes'),
  });
  const outputs = Object.entries(metafile.outputs);
  const named = new Map(outputs.map(([name, output]) => [basename(name), output]));
  const closure = (name, seen = new Set()) => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const { kind, path } of named.get(name).imports)
      if (kind === 'import-statement') closure(basename(path), seen);
    return seen;
  };
  const bytes = new Map(outputFiles.map(({ path, contents: text }) => [basename(path), text]));
  const [entry] = [...named].find(([, { entryPoint }]) => entryPoint === '<stdin>');
  const first = closure(entry);
  const weigh = (names) => typical([...names].map((name) => bytes.get(name)));
  const later = (chunk) => {
    const [name] = [...named].find(([, { entryPoint }]) => entryPoint?.endsWith(`/${chunk}.js`)) || [];
    return weigh([...closure(name)].filter((one) => !first.has(one)));
  };
  return { first: weigh(first), core: later('core'), rare: later('rare') };
}

/** Eight characters of a chunk's name, as esbuild and others make them of its contents. */
const HASH = /(?<=-)[A-Z\d]{8}(?=\.js\b)/g;
const NAMES = 15;
const letters = (bytes) =>
  [...bytes.subarray(0, 8)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte & 31]).join('');

/**
 * The weight of files of which some have the names of chunks in them. Brotli makes up to 70 bytes more or less of a
 * name in which one letter is another, so of many names the one in the middle counts.
 */
function typical(files) {
  const weights = Array.from({ length: NAMES }, (_, turn) => {
    // The same names each time, and for each chunk another one.
    const hash = (name) => letters(createHash('sha256').update(`${turn} ${name}`).digest());
    return files
      .map((file) => measure(Buffer.from(Buffer.from(file).toString().replace(HASH, hash))))
      .reduce(add);
  });
  const middle = (key) => weights.map((weight) => weight[key]).sort((one, two) => one - two)[NAMES >> 1];
  return { raw: middle('raw'), gzip: middle('gzip'), brotli: middle('brotli') };
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
  const parts = await split(everfetchApp('everfetch'));
  const plain = await split(plainApp);
  return [
    { key: 'core', name: 'core (everfetch.wasm)', ...wasm },
    { key: 'script', name: 'glue and face, in an app', ...script },
    { key: 'streaming', name: 'streaming entry: both files', ...add(script, wasm) },
    { key: 'first', name: 'first load, in an app', ...parts.first },
    { key: 'plain', name: 'first load, without a session', ...plain.first },
    { key: 'chunk', name: 'the chunk with the core', ...parts.core },
    { key: 'rare', name: 'the chunk with rare parts', ...parts.rare },
    { key: 'sum', name: 'first load and core', ...add(parts.first, parts.core) },
    {
      key: 'default',
      name: 'in one file (no splitting)',
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
