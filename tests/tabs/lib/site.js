// The web site of the tests: the built package and one page, at an origin of its own, so that nothing in the
// browser's storage is shared between tests. The files are read once: a build meanwhile changes nothing.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = process.env.EVERFETCH_PKG || at('../../../pkg');

const page = (name) => readFileSync(at(`../page/${name}`));
/** @type {Record<string, [type: string, body: Buffer | string]>} */
const FILES = {
  ...Object.fromEntries(
    ['index.js', 'core.js', 'rare.js'].map((name) => [
      `/everfetch/${name}`,
      ['text/javascript', readFileSync(join(built, name))],
    ]),
  ),
  '/page/app.js': ['text/javascript', page('app.js')],
  '/page/stubs.js': ['text/javascript', page('stubs.js')],
  '/': ['text/html', page('index.html')],
  '/away': ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>away</title>'],
};

/** Hands a request on to the API server: an application whose API has the page's origin. */
async function forward(url, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const body = chunks.length ? Buffer.concat(chunks) : undefined;
  const answer = await fetch(url + request.url, { method: request.method, headers, body });
  response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** Starts a site; it listens on every name of this machine's loopback address. @param {string} [api] the API server, which it has under `/s/` */
export async function startSite(api) {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/s/'))
      return void forward(api, request, response).catch(() => response.destroy());
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    const [type, body] = FILES[pathname] ?? [];
    // What a page is made of comes with its address: so does its policy.
    const { policy } = JSON.parse(searchParams.get('setup') ?? '{}');
    response.writeHead(type ? 200 : 404, {
      'Content-Type': `${type ?? 'text/plain'}; charset=utf-8`,
      ...(policy && { 'Content-Security-Policy': policy }),
    });
    response.end(body ?? 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    insecure: `http://insecure.test:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
