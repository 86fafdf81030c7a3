// One page with both libraries, and everything under /s/ handed on to the API server, so that the page and the server
// are of one origin; the server's own address is the other origin of the tests.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { Agent, createServer, request as send } from 'node:http';
import { extname, join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { packageDir } from '../../e2e/lib/package.js';

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const FOLDERS = {
  pkg: packageDir,
  axios: at('node_modules', 'axios', 'dist', 'esm'),
  page: at('tests', 'axios', 'page'),
  rows: at('tests', 'axios', 'rows'),
  face: at('tests', 'face'),
};
const HTML =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>side by side</title>' +
  '<link rel="icon" href="data:,"><body><script type="module" src="/page/main.js"></script>';

/** @param {string} api origin of the API server */
export async function startSite(api) {
  const agent = new Agent({ keepAlive: true });
  const handOn = (request, response) => {
    const upstream = send(
      new URL(request.url, api),
      { agent, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.on('error', () => response.destroy());
        answer.pipe(response);
      },
    );
    // A connection that only closes makes the browser send again by itself; an answer that contradicts itself does not.
    upstream.on('error', () =>
      response.headersSent
        ? response.destroy()
        : request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'),
    );
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    if (pathname.startsWith('/s/')) return handOn(request, response);
    if (pathname === '/')
      return response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(HTML);
    const [, folder, name] = /^\/(\w+)\/([\w./-]+)$/.exec(pathname) ?? [];
    const file = FOLDERS[folder] && !name.includes('..') && join(FOLDERS[folder], name);
    if (!file || !existsSync(file) || !statSync(file).isFile())
      return response.writeHead(404).end('not found');
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'text/plain' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}
