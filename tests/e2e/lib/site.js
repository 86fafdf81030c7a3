// The site of the plain pages: small static pages that import the built package as it is, without a bundler, from
// one origin of this machine. Which headers a page has is decided here.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { packageDir } from './package.js';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const FOLDERS = { pkg: packageDir, pages: at('tests', 'e2e', 'pages') };

const html = (body, headers = {}) => ({
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>plain</title><link rel="icon" href="data:,"><body>${body}`,
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
});
const module = (name) => `<script type="module" src="/pages/${name}.js"></script>`;
const csp = (scripts) => ({
  'Content-Security-Policy':
    `default-src 'none'; script-src ${scripts}; img-src data:; connect-src *; ` +
    "require-trusted-types-for 'script'; trusted-types 'none'",
});

const PAGES = {
  '/plain': html(module('harness')),
  '/login': html('<h1>Sign in</h1>'),
  '/strict': html(module('harness'), csp("'self' 'wasm-unsafe-eval'")),
  '/no-wasm': html(module('harness'), csp("'self'")),
  '/framed': html('<iframe sandbox="allow-scripts" title="sandboxed"></iframe>'),
};

export async function startSite() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    const page = PAGES[pathname];
    if (page) return response.writeHead(200, page.headers).end(page.body);
    const [, folder, name] = /^\/(\w+)\/([\w.-]+)$/.exec(pathname) ?? [];
    const file = FOLDERS[folder] && join(FOLDERS[folder], name);
    if (!file || !existsSync(file) || !statSync(file).isFile())
      return response.writeHead(404).end('not found');
    response.writeHead(200, {
      'Content-Type': TYPES[extname(name)] ?? 'text/plain',
      'Cache-Control': 'no-cache',
      // A sandboxed frame has an origin of its own, to which even these files are another's.
      'Access-Control-Allow-Origin': '*',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
