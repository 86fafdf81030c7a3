// One origin for pages and API: the embedded API server with the bundles of the benchmark and some large bodies beside
// it. Scripts and wasm are compressed once, as a careful host would.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { createServer } from '../../www-demo/server/index.js';
import { at } from '../../scripts/lib/paths.mjs';

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html; charset=utf-8' };

/** The script and its chunks, by their names: `app.js` and, as that loads it, `app.core.js`. */
const bundled = async (name) => {
  const { outputFiles } = await build({
    entryPoints: [at('bench', 'page', `${name}.js`)],
    outdir: at('bench', 'page'),
    // What both load stays in the script: a chunk holds what it alone has.
    chunkNames: `${name}.[name]`,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    loader: { '.wasm': 'file' },
    write: false,
    logLevel: 'warning',
  });
  return outputFiles
    .filter(({ path }) => path.endsWith('.js'))
    .map(({ path, contents }) => [basename(path), Buffer.from(contents)]);
};

/** 200 bytes of JSON are an ordinary answer; the large ones are lists of such objects. */
export const item = (id) => ({
  id,
  name: `Item ${id}`,
  price: 12.5,
  tags: ['one', 'two'],
  note: 'x'.repeat(110),
});
const listOf = (bytes) => {
  const one = JSON.stringify(item(1)).length + 1;
  return JSON.stringify({ items: Array.from({ length: Math.ceil(bytes / one) }, (_, index) => item(index)) });
};

/** Waits until there is room again, or the reader is gone. @param {import('node:http').ServerResponse} raw */
const movedOn = (raw) =>
  new Promise((resolve) => {
    const go = () => {
      raw.off('drain', go).off('close', go);
      resolve();
    };
    raw.once('drain', go).once('close', go);
  });

const CHUNK = Buffer.alloc(1_000_000, 'everfetch ');

const preloading = (file) => (file.endsWith('.js') ? 'rel="modulepreload"' : 'rel="preload" as="fetch"');

const html = (script, { stub, preload }) =>
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>…</title><link rel="icon" href="data:,">' +
  (preload ? `<link ${preloading(preload)} href="/bench/${preload}" crossorigin>` : '') +
  `<body>${stub ? STUB : ''}<script type="module" src="/bench/${script}.js"></script>`;

/** Lets a page answer its own requests: `stub`, when set, is called in place of fetch. */
const STUB =
  '<script>{const real=fetch;globalThis.stub=undefined;globalThis.fetch=(...a)=>stub?stub(...a):real(...a)}</script>';

/** @param {string[]} scripts the files of bench/page that are bundled */
export async function startSite(scripts) {
  const files = new Map();
  const add = (name, body) =>
    files.set(name, {
      plain: body,
      gzip: gzipSync(body, { level: 9 }),
      br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
    });
  for (const name of scripts) for (const [file, body] of await bundled(name)) add(file, body);
  add('everfetch.wasm', readFileSync(at('pkg', 'everfetch.wasm')));
  const bodies = { 1: listOf(1e6), 10: listOf(1e7) };

  /** @param {import('fastify').FastifyInstance} app */
  const routes = async (app) => {
    app.get('/page/:name', async ({ params, query }, reply) =>
      reply
        .type(TYPES.html)
        .header('Cross-Origin-Opener-Policy', 'same-origin')
        .header('Cross-Origin-Embedder-Policy', 'require-corp')
        .send(html(params.name, query)),
    );
    app.get('/bench/:file', async ({ params, headers }, reply) => {
      const file = files.get(params.file);
      if (!file) return reply.code(404).send();
      const coding = ['br', 'gzip'].find((name) => (headers['accept-encoding'] ?? '').includes(name));
      if (coding) reply.header('Content-Encoding', coding);
      return reply.type(TYPES[params.file.split('.').pop()]).send(file[coding ?? 'plain']);
    });
    app.get('/bench/json/:size', async ({ params }, reply) =>
      reply.type('application/json').send(bodies[params.size]),
    );
    app.get('/bench/item', async (_, reply) => reply.type('application/json').send(JSON.stringify(item(1))));
    app.get('/bench/bytes/:millions', async ({ params }, reply) => {
      const count = Math.min(Number(params.millions) || 1, 500);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': count * CHUNK.length,
      });
      for (let sent = 0; sent < count && !raw.destroyed; sent++) if (!raw.write(CHUNK)) await movedOn(raw);
      raw.end();
    });
  };
  const server = await createServer({ plugins: [routes], knobs: { accessTtl: 3_600_000 } });
  const url = await server.listen({ port: 0 });
  return { url, close: () => server.close(), size: (name) => files.get(name) };
}
